const TOP_LEVEL = new Set(
  'com org net io dev news app info co edu gov eu uk de fr it es nl ch at be se no dk fi pl pt ie ca au nz jp in br us me tv xyz tech blog site shop store'.split(
    ' ',
  ),
);

/** The addresses a text names, and the words around them. */
export interface Addresses {
  /** As they are written; a host without a scheme with the likeliest one. */
  readonly urls: readonly string[];
  /** The text without them. */
  readonly rest: string;
}

/** Where an address begins and ends within a piece of text that has no white space. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly url: string;
}

/**
 * Finds addresses: with a scheme, or a host such as `news.example.com/a`, `localhost:3000` or `127.0.0.1`. Each character is
 * looked at a few times, however the text is made.
 */
export function findAddresses(text: string): Addresses {
  const withScheme: string[] = [];
  const hosts: string[] = [];
  const rest: string[] = [];
  for (const piece of text.split(/[\s<>"'`]+/)) {
    const scheme = schemeIn(piece);
    const before = scheme === null ? piece : piece.slice(0, scheme.start);
    if (scheme !== null) withScheme.push(scheme.url);
    let from = 0;
    for (const host of hostsIn(before)) {
      hosts.push(host.url);
      rest.push(before.slice(from, host.start));
      from = host.end;
    }
    rest.push(before.slice(from));
  }
  return { urls: [...withScheme, ...hosts].map(withoutPunctuation), rest: rest.join(' ') };
}

function schemeIn(piece: string): Found | null {
  const match = /(?<![\p{L}\p{N}_])https?:\/\/[^]/iu.exec(piece);
  return match === null ? null : { start: match.index, end: piece.length, url: piece.slice(match.index) };
}

function* hostsIn(piece: string): Generator<Found> {
  // Every run of what a host is made of is looked at once. After an `@` it is part of a mail address, after a `/` of a path.
  for (const match of piece.matchAll(/[\w.-]+/g)) {
    const start = match.index;
    const name = hostOf(match[0]);
    if (name === null || /[@/\p{L}\p{N}]/u.test(piece.charAt(start - 1))) continue;
    const whole = name.length === match[0].replace(/\.$/, '').length;
    const after = start + name.length;
    const port = whole ? (/^:\d{1,5}(?!\d)/.exec(piece.slice(after, after + 7))?.[0] ?? '') : '';
    const end = after + port.length;
    if (piece.charAt(end) === '@') continue;
    const scheme = isLocal(name) ? 'http' : 'https';
    if (piece.charAt(end) === '/') {
      yield { start, end: piece.length, url: `${scheme}://${piece.slice(start)}` };
      return;
    }
    yield { start, end, url: `${scheme}://${name}${port}` };
  }
}

/** The host a run of letters, digits, dots and dashes begins with: up to its last label that ends host names. */
function hostOf(run: string): string | null {
  const labels = run.toLowerCase().split('.');
  if (labels[0] === 'localhost') return 'localhost';
  if (labels.length >= 4 && labels.slice(0, 4).every((label) => /^\d{1,3}$/.test(label))) {
    return labels.slice(0, 4).join('.');
  }
  const wrong = labels.findIndex((label) => !/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(label));
  const good = wrong === -1 ? labels : labels.slice(0, wrong);
  const last = good.findLastIndex((label, index) => index > 0 && TOP_LEVEL.has(label));
  return last === -1 ? null : run.slice(0, good.slice(0, last + 1).join('.').length);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || /^[\d.]+$/.test(host);
}

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Takes the end of a sentence off an address, and brackets that were opened before it. */
function withoutPunctuation(url: string): string {
  const surplus: Record<string, number> = {};
  for (const [close, open] of Object.entries(CLOSING)) surplus[close] = count(url, close) - count(url, open);
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url.charAt(end - 1);
    if (last in CLOSING && (surplus[last] ?? 0) > 0) surplus[last] = (surplus[last] ?? 0) - 1;
    else if (!'.,;:!?…*_'.includes(last)) break;
  }
  return url.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
