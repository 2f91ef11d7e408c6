// oxlint-disable typescript/no-unsafe-member-access, typescript/no-unsafe-argument, typescript/no-unsafe-call -- cells are changed as the data they are
/**
 * @typedef {object} Plant A change of one cell of a table of core.
 * @property {string} name `TRANSITIONS.working.paused: "paused" → null`
 * @property {string} table
 * @property {readonly string[]} path
 * @property {unknown} value
 */

/**
 * Changes a cell, if it is in one of these tables.
 * @param {Readonly<Record<string, any>>} tables
 * @param {Plant} plant
 */
export function planted(tables, { table, path, value }) {
  if (tables[table] === undefined) return;
  const [last = '', ...above] = path.toReversed();
  let row = tables[table];
  for (const key of above.toReversed()) row = row[key];
  row[last] = value;
}

/**
 * Every change of a single cell of the tables.
 * @param {Readonly<Record<string, any>>} tables as they are
 * @returns {Plant[]}
 */
export function tablePlants({ TRANSITIONS, COMMAND_TABLE, INTENT_RULES }) {
  const states = Object.keys(TRANSITIONS);
  const facts = Object.keys(TRANSITIONS['working']);
  return [
    ...cells('TRANSITIONS', TRANSITIONS, (cell) => [
      null,
      ...states,
      { to: 'resumesTo' },
      ...['launching', 'working', 'awaitingTools'].map((resumesTo) => ({ to: 'paused', resumesTo })),
      { to: 'launching', when: 'reopen' },
      { to: 'queued', when: 'unseen' },
      ...without(cell, ['when', 'onlyFrom']),
    ]),
    ...cells('COMMAND_TABLE', COMMAND_TABLE, (cell) => [
      ...['accepted', 'no-op', 'refused'].map((verdict) => ({ ...cell, verdict })),
      ...['open-calls', 'settled-calls', 'started', 'reopen'].map((depends) => ({ ...cell, depends })),
      { ...cell, after: 'step' },
      ...without(cell, ['depends', 'after', 'facts']),
      ...(cell.facts ?? []).map((/** @type {string} */ fact) => ({
        ...cell,
        facts: cell.facts.filter((/** @type {string} */ each) => each !== fact),
      })),
    ]),
    ...rows('INTENT_RULES', INTENT_RULES, (rule) => [
      null,
      ...toggled(rule, 'facts', facts),
      ...toggled(rule, 'states', states),
    ]),
  ];
}

/**
 * @param {string} table
 * @param {Readonly<Record<string, any>>} content
 * @param {(cell: any) => readonly unknown[]} values
 */
function cells(table, content, values) {
  return Object.keys(content).flatMap((row) => rows(table, content[row], values, [row]));
}

/**
 * @param {string} table
 * @param {Readonly<Record<string, any>>} content
 * @param {(cell: any) => readonly unknown[]} values
 * @param {readonly string[]} above
 * @returns {Plant[]}
 */
function rows(table, content, values, above = []) {
  return Object.entries(content).flatMap(([key, cell]) => {
    const path = [...above, key];
    const others = new Set(values(cell).map((value) => JSON.stringify(value)));
    others.delete(JSON.stringify(cell));
    return [...others].map((text) => {
      const value = JSON.parse(text);
      return { name: `${table}.${path.join('.')}: ${difference(cell, value)}`, table, path, value };
    });
  });
}

/**
 * What is different, in short.
 * @param {any} before
 * @param {any} after
 */
function difference(before, after) {
  const areObjects = [before, after].every((each) => typeof each === 'object' && each !== null);
  if (!areObjects) return `${JSON.stringify(before)} → ${JSON.stringify(after)}`;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => `${key} ${JSON.stringify(before[key])} → ${JSON.stringify(after[key])}`)
    .join(', ');
}

/**
 * The cell without one of its conditions.
 * @param {any} cell
 * @param {readonly string[]} conditions
 */
function without(cell, conditions) {
  return conditions
    .filter((condition) => typeof cell === 'object' && cell !== null && condition in cell)
    .map((condition) => Object.fromEntries(Object.entries(cell).filter(([key]) => key !== condition)));
}

/**
 * The rule with one word more or less in a list.
 * @param {any} rule
 * @param {string} list
 * @param {readonly string[]} words
 */
function toggled(rule, list, words) {
  if (rule === null) return [];
  return words.map((word) => ({
    ...rule,
    [list]: rule[list].includes(word)
      ? rule[list].filter((/** @type {string} */ each) => each !== word)
      : [...rule[list], word],
  }));
}
