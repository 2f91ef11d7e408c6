/** One line of the server's log: plain fields, no secrets. */
export interface LogRecord {
  readonly level: 'info' | 'warn' | 'error';
  /** What happened, as a stable dotted word such as `request.handled`. */
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Takes log records; where they go is the embedder's choice. */
export type ServerLog = (record: LogRecord) => void;

const KEY_LIKE = /\b(?:Bearer\s+\S+|h[ka]i?-[\w-]{4,}|sk-[\w-]{8,}|whsec_\w+)/gi;
const SECRET_FIELDS = /^(authorization|cookie|set-cookie|api_?key|key|password|secret|signature|token)$/i;

/** Makes a function that blanks what looks like a key in a text, and every one of `secrets`. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length > 3);
  return (text) => {
    let clean = text.replace(KEY_LIKE, '[redacted]');
    for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
    return clean;
  };
}

/**
 * Makes a log that lets no secret through: fields named like secrets, and texts that look like keys or contain one of
 * `secrets`, are blanked. Errors become their name, message, stack and cause.
 */
export function createRedactingLog(sink: ServerLog, secrets: readonly string[]): ServerLog {
  const redactText = createRedactor(secrets);
  const redact = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return redactText(value);
    if (value instanceof Error) {
      const { name, message, stack = '', cause } = value;
      const told = { name, message: redactText(message), stack: redactText(stack) };
      return cause === undefined || depth === 0 ? told : { ...told, cause: redact(cause, depth - 1) };
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth === 0) return '[…]';
    if (Array.isArray(value)) return value.map((item) => redact(item, depth - 1));
    return Object.fromEntries(
      Object.entries(value).map(([field, item]) => [
        field,
        SECRET_FIELDS.test(field) ? '[redacted]' : redact(item, depth - 1),
      ]),
    );
  };
  return (record) => {
    try {
      sink(redact(record, 4) as LogRecord);
    } catch {
      // A log that fails must not fail the request it tells of.
    }
  };
}
