/** A rule by which something is taken out of a recording. */
export interface RedactionRule {
  /** What stands in its place: `[name 1]`. */
  readonly name: string;
  /** What is taken out wherever it stands in a text. Must be global. */
  readonly pattern?: RegExp;
  /** Fields whose whole value is taken out, by name; upper and lower case, `_` and `-` do not count. */
  readonly fields?: readonly string[];
}

/** What is taken out of recordings unless told otherwise. Every repetition in a pattern is bounded. */
export const REDACTION_RULES: readonly RedactionRule[] = [
  {
    name: 'secret',
    fields: [
      'password',
      'passwd',
      'secret',
      'token',
      'access_token',
      'refresh_token',
      'api_key',
      'authorization',
      'cookie',
      'set_cookie',
      'client_secret',
      'private_key',
      'session_token',
    ],
  },
  { name: 'key', pattern: /\b(?:hk|sk|pk|rk|whsec|ghp|gho|xox[abp])[-_][A-Za-z0-9_-]{8,200}/g },
  { name: 'token', pattern: /\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{0,2000}/g },
  { name: 'token', pattern: /\bBearer +[A-Za-z0-9._~+/=-]{8,2000}/gi },
  {
    name: 'secret',
    pattern: /(?<=[?&](?:token|key|api_key|apikey|secret|password|signature|sig|code)=)[^&#\s"']{1,2000}/gi,
  },
  { name: 'secret', pattern: /(?<=:\/\/)[^\s/:@"']{1,200}:[^\s/@"']{1,200}(?=@)/g },
  { name: 'email', pattern: /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g },
  { name: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g },
  { name: 'card', pattern: /\b\d(?:[ -]?\d){12,18}\b/g },
  { name: 'phone', pattern: /(?<![\w.])\+\d{1,3}(?:[ ().-]{0,2}\d){6,13}(?!\w)/g },
  { name: 'address', pattern: /\b(?:\d{1,3}\.){3}\d{1,3}\b/g },
  { name: 'image', pattern: /data:image\/[a-z+.-]{1,20};base64,[A-Za-z0-9+/=]{1,10000000}/g },
];

/** Takes things out of values, and counts. The same text gets the same stand-in wherever it comes up. */
export interface Redactor {
  redact<Value>(value: Value): Value;
  /** How often each rule found something. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Makes a redactor.
 *
 * @throws TypeError for a rule that finds nothing, or whose pattern is not global.
 */
export function createRedactor(rules: readonly RedactionRule[]): Redactor {
  for (const { name, pattern, fields } of rules) {
    if (!pattern && !fields) throw new TypeError(`The rule "${name}" has neither a pattern nor fields.`);
    if (pattern && !pattern.global) throw new TypeError(`The pattern of the rule "${name}" must be global (/…/g).`);
  }
  const counts = new Map<string, number>();
  const standIns = new Map<string, string>();
  const numbers = new Map<string, number>();
  const byField = new Map(
    rules.flatMap(({ name, fields = [] }) => fields.map((field) => [plain(field), name] as const)),
  );

  function standIn(name: string, text: string): string {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const key = `${name} ${text}`;
    let found = standIns.get(key);
    if (found === undefined) {
      const number = (numbers.get(name) ?? 0) + 1;
      numbers.set(name, number);
      standIns.set(key, (found = `[${name} ${number}]`));
    }
    return found;
  }

  function redactText(text: string): string {
    let redacted = text;
    for (const { name, pattern } of rules) {
      if (pattern) redacted = redacted.replaceAll(pattern, (match) => standIn(name, match));
    }
    return redacted;
  }

  function visit(value: unknown): unknown {
    if (typeof value === 'string') return redactText(value);
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => {
        const rule = byField.get(plain(key));
        const isNothing = child === null || child === undefined || child === '';
        if (rule !== undefined && !isNothing) return [key, standIn(rule, JSON.stringify(child))];
        return [redactText(key), visit(child)];
      }),
    );
  }

  return { redact: <Value>(value: Value) => visit(value) as Value, counts };
}

function plain(field: string): string {
  return field.toLowerCase().replaceAll(/[_-]/g, '');
}
