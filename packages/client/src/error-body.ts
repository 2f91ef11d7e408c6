import { isObject } from './checks.js';
import type { FieldIssue } from './errors/reply-errors.js';

/** What the three shapes of error body have in common. */
export interface ErrorBody {
  /** The platform's own sentence, or `null`. */
  readonly message: string | null;
  /** Fields it rejected. */
  readonly issues: readonly FieldIssue[];
  /** The first entry of `detail`, for numbers that only some errors carry. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** Reads `{detail: text}`, `{detail: [...]}`, `{message, detail: [...]}` and `{message}`; anything else says nothing. */
export function readErrorBody(text: string): ErrorBody {
  const body = asRecord(parse(text));
  const { message, detail } = body;
  const entries: readonly unknown[] = Array.isArray(detail) ? detail : [];
  const issues = entries.map(asRecord).filter(({ loc }) => Array.isArray(loc));
  const said = [message, detail, ...entries.map((entry) => asRecord(entry)['message'])].find(
    (part) => typeof part === 'string' && part !== '',
  );
  return {
    message: (said as string | undefined) ?? null,
    issues: issues.map(({ loc, msg, type }) => ({
      path: (loc as unknown[]).filter((step, index) => isStep(step) && !(index === 0 && step === 'body')) as string[],
      message: typeof msg === 'string' ? msg : 'rejected',
      type: typeof type === 'string' ? type : null,
    })),
    entry: asRecord(entries[0]),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an error page is no error body
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function isStep(step: unknown): step is string | number {
  return typeof step === 'string' || typeof step === 'number';
}
