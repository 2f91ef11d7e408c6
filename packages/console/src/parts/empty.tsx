import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** What stands where there is nothing to see, and what to do about it. */
export function Empty({
  icon: Icon,
  title,
  children,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <Icon aria-hidden />
      <p className="title">{title}</p>
      {children}
    </div>
  );
}

/** Stands where something is being read, in about its shape. */
export function Skeleton({ label, rows }: { readonly label: string; readonly rows: number }): ReactNode {
  return (
    <div className="skeleton" role="status">
      <span className="hidden">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} aria-hidden />
      ))}
    </div>
  );
}
