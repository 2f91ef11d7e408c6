import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';

const SHOWN_MS = 1_500;

/** Copies a text, and says so. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: () => string }): ReactNode {
  const [said, say] = useState<'' | 'Copied' | 'Not allowed'>('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => say(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    // There is no clipboard on pages that came over plain http from elsewhere.
    if (!('clipboard' in navigator)) return say('Not allowed');
    navigator.clipboard.writeText(text()).then(
      () => say('Copied'),
      () => say('Not allowed'),
    );
  };
  return (
    <button type="button" className="icon" aria-label={label} title={label} onClick={copy}>
      {said === 'Copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span className="hidden" role="status">
        {said}
      </span>
    </button>
  );
}
