import { CONFORMANCE_CASES, CONFORMANCE_SECTIONS } from '../../src/conformance.js';
import { MUTANTS } from './mutants.js';

const SHOWN = 3;

/** The document that says which case catches which mutant. */
export function mutantsMarkdown(catches: ReadonlyMap<string, readonly string[]>): string {
  const lines = [
    '# Broken servers, and the cases that catch them',
    '',
    `What the conformance suite is itself tested with: our server, broken in ${MUTANTS.length} ways, one at a time. The ways were written down before the cases were, where there is a table by the table (\`test/conformance/mutants.ts\`). Each test run tries the first case listed on each of them; \`npm run mutants\` tries all cases and writes this list.`,
    '',
  ];
  for (const section of Object.keys(CONFORMANCE_SECTIONS)) {
    lines.push(`## ${section}`, '', '| broken server | what it does | caught by |', '|---|---|---|');
    for (const { id, does, aimedAt } of MUTANTS.filter((mutant) => mutant.section === section)) {
      const ids = sorted(section, aimedAt, catches.get(id) ?? []);
      const shown = ids.slice(0, SHOWN).map((each) => `\`${each}\``);
      const more = ids.length > SHOWN ? `, and ${ids.length - SHOWN} more` : '';
      lines.push(`| ${id} | ${does} | ${shown.join(', ') || 'nothing'}${more} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

/** The case of the very rule first, then those of the mutant's own section. */
function sorted(section: string, aimedAt: string | undefined, ids: readonly string[]): string[] {
  const order = CONFORMANCE_CASES.map(({ id }) => id);
  const rank = (id: string): number =>
    id === aimedAt ? -1 : order.indexOf(id) + (id.startsWith(`${section}/`) ? 0 : order.length);
  return ids.toSorted((a, b) => rank(a) - rank(b));
}

/** What the document says, read back. Ids that are only counted come back as empty text. */
export function readCatches(markdown: string): Map<string, readonly string[]> {
  const catches = new Map<string, readonly string[]>();
  for (const line of markdown.split('\n')) {
    const match = /^\| ([a-z][\w-]*) \| .* \| ([^|]*) \|$/.exec(line);
    if (!match || match[1] === 'broken') continue;
    const named = [...(match[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, id]) => id ?? '');
    const more = Number(/and (\d+) more/.exec(match[2] ?? '')?.[1] ?? 0);
    catches.set(match[1] ?? '', [...named, ...Array.from({ length: more }, () => '')]);
  }
  const order = MUTANTS.map(({ id }) => id);
  return new Map([...catches].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}
