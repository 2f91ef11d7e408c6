import { Image } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { asRecord, asText } from '../untrusted.js';

/** Reads the bytes of a resource of the session. */
export type ReadResource = (bucket: string, key: string, signal: AbortSignal) => Promise<Blob>;

const IMAGE_TYPES = /^image\/(png|jpeg|webp|gif)$/;
const INLINE = /^data:image\/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]+$/;
const RESOURCE = /\/resources\/([\w.-]+)\/([\w./-]+)$/;

/** An image of an event: inline, or a resource that is read with the key. No address of an event is ever opened. */
export function Screenshot({
  image,
  read,
  label,
}: {
  readonly image: unknown;
  readonly read: ReadResource | null;
  readonly label: string;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const { source: given, type, media_type: media } = asRecord(image);
  const source = asText(given);
  const inline =
    type === 'base64' && !source.startsWith('data:') ? `data:${asText(media) || 'image/png'};base64,${source}` : source;
  const [, bucket, key] = RESOURCE.exec(source) ?? [];
  const [address, setAddress] = useState<string | null>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    if (read === null || bucket === undefined || key === undefined) return undefined;
    const stop = new AbortController();
    let made: string | null = null;
    read(bucket, key, stop.signal).then(
      (blob) => {
        if (stop.signal.aborted || !IMAGE_TYPES.test(blob.type)) return;
        made = URL.createObjectURL(blob);
        setAddress(made);
      },
      () => undefined,
    );
    return () => {
      stop.abort(new Error('The screenshot is out of sight.'));
      if (made !== null) URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [read, bucket, key]);
  const src = INLINE.test(inline) ? inline : address;
  if (src === null || isBroken) {
    return (
      <span className="screenshot none">
        <Image aria-hidden /> <span className="hidden">{label}</span>
      </span>
    );
  }
  return (
    <>
      <button type="button" className="screenshot" onClick={() => dialog.current?.showModal()}>
        <img src={src} alt={label} onError={() => setBroken(true)} />
      </button>
      <dialog ref={dialog} className="picture" aria-label={label} onClick={() => dialog.current?.close()}>
        <img src={src} alt={label} />
        <form method="dialog">
          {label}
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}
