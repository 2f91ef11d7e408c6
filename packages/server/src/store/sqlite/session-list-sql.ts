import { toSearchText } from '../prepare-append.js';
import type { SessionQuery } from '../session-index.js';

/** A statement and the values for its placeholders. */
export interface Sql {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * The rows of a page, as `stream` in the order asked for. Each query leads with one index that gives the order too, and
 * so stops after the page; filters beside it are checked on the way (a `+` keeps an index from being chosen for them).
 */
export function pageSql(query: SessionQuery): Sql {
  const direction = query.order === 'newest' ? 'DESC' : 'ASC';
  const order = `ORDER BY created_at ${direction}, stream ${direction}`;
  const [first, ...others] = splitQuery(query).map(whereSql);
  if (first === undefined || others.length === 0) {
    const { sql, values } = first ?? whereSql(query);
    return {
      sql: `SELECT stream FROM ${sql} ${order} LIMIT ? OFFSET ?`,
      values: [...values, query.limit, query.offset],
    };
  }
  const branches = [first, ...others].map(({ sql, values }) => ({
    sql: `SELECT * FROM (SELECT stream, created_at FROM ${sql} ${order} LIMIT ?)`,
    values: [...values, query.offset + query.limit],
  }));
  return {
    sql: `SELECT stream FROM (${branches.map((branch) => branch.sql).join(' UNION ALL ')}) ${order} LIMIT ? OFFSET ?`,
    values: [...branches.flatMap((branch) => branch.values), query.limit, query.offset],
  };
}

/** How many sessions match. Kept counts answer for owner and status; other filters count what their index finds. */
export function totalSql(query: SessionQuery): Sql {
  if (isCounted(query)) {
    const statuses = unique(query.statuses);
    return {
      sql:
        'SELECT coalesce(sum(count), 0) FROM session_counts WHERE owner = ?' +
        (statuses === undefined ? '' : ` AND status IN (${placeholders(statuses)})`),
      values: [query.owner, ...(statuses ?? [])],
    };
  }
  const parts = splitQuery(query).map(whereSql);
  return {
    sql: `SELECT ${parts.map((part) => `(SELECT count(*) FROM ${part.sql})`).join(' + ')}`,
    values: parts.flatMap((part) => part.values),
  };
}

function isCounted(query: SessionQuery): boolean {
  const { owner: _owner, statuses: _statuses, order: _order, offset: _offset, limit: _limit, ...filters } = query;
  return Object.values(filters).every((filter) => filter === undefined);
}

/** One query per status or agent, where that is the leading index: an index gives the order for a single value only. */
function splitQuery(query: SessionQuery): readonly SessionQuery[] {
  const statuses = unique(query.statuses);
  const agents = unique(query.agents);
  if (statuses?.length === 0 || agents?.length === 0) return [{ ...query, statuses: [], agents: [] }];
  if (query.search !== undefined || query.parentId !== undefined || query.groupId !== undefined) return [query];
  if (statuses !== undefined) return statuses.map((status) => ({ ...query, statuses: [status] }));
  if (agents !== undefined) return agents.map((agent) => ({ ...query, agents: [agent] }));
  return [query];
}

/** From where, and the conditions. */
function whereSql(query: SessionQuery): Sql {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const add = (condition: string, ...bound: readonly unknown[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  const needle = query.search === undefined ? '' : toSearchText(query.search);
  const byTrigram = Array.from(needle).length >= 3;
  if (byTrigram) {
    add(
      'stream IN (SELECT rowid FROM session_search WHERE session_search MATCH ?)',
      `"${needle.replaceAll('"', '""')}"`,
    );
  } else if (needle !== '') {
    add(
      `EXISTS (SELECT 1 FROM session_documents d
         WHERE d.stream = sessions.stream AND d.name = 'searchText' AND instr(d.body, ?) > 0)`,
      needle,
    );
  }
  // From the most telling filter to the least; the first one given leads, and those after it are only checked.
  let leads = !byTrigram;
  const lead = (): string => {
    const prefix = leads ? '' : '+';
    leads = false;
    return prefix;
  };
  if (byTrigram) add('+owner = ?', query.owner);
  else add('owner = ?', query.owner);
  if (query.parentId !== undefined) add(`${lead()}parent_id = ?`, query.parentId);
  if (query.groupId !== undefined) add(`${lead()}group_id = ?`, query.groupId);
  for (const [column, wanted] of [
    ['status', unique(query.statuses)],
    ['agent', unique(query.agents)],
  ] as const) {
    if (wanted !== undefined) add(`${lead()}${column} ${oneOf(wanted)}`, ...wanted);
  }
  const created = byTrigram ? '+created_at' : 'created_at';
  if (query.createdBefore !== undefined) add(`${created} < ?`, query.createdBefore);
  if (query.createdAfter !== undefined) add(`${created} > ?`, query.createdAfter);
  if (query.finishedBefore !== undefined) add('+finished_at < ?', query.finishedBefore);
  if (query.finishedAfter !== undefined) add('+finished_at > ?', query.finishedAfter);
  return { sql: `sessions WHERE ${conditions.join(' AND ')}`, values };
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? '= ?' : `IN (${placeholders(values)})`;
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

function unique<Value>(values: readonly Value[] | undefined): readonly Value[] | undefined {
  return values === undefined ? undefined : [...new Set(values)];
}
