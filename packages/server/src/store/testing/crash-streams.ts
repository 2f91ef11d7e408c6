import type { SessionStore } from '../session-store.js';

/** What each entry says of itself, so that a later reader can tell a wrong, torn or moved one. */
interface EntryData {
  readonly id: string;
  readonly version: number;
  /** First and last version of the append it came with. */
  readonly first: number;
  readonly last: number;
  readonly padding: string;
}

/** Appends one to five entries that can be checked later, and resolves with the acknowledged version. */
export async function appendNext(store: SessionStore, id: string, random: () => number): Promise<number> {
  const { version } = await store.events.head(id);
  const last = version + 1 + Math.floor(random() * 5);
  const padding = 'x'.repeat(Math.floor(random() ** 4 * 20_000));
  const entries = [];
  for (let next = version + 1; next <= last; next++) {
    const data: EntryData = { id, version: next, first: version + 1, last, padding };
    entries.push({ eventType: next % 3 === 0 ? null : 'AgentEvent', data });
  }
  const change = { status: last % 2 === 0 ? 'running' : 'idle', lastActivityAt: last, checkpoint: { last } } as const;
  const head = await store.events.append(id, entries, {
    expectedVersion: version,
    ...(version === 0 ? { create: { owner: 'ann', request: {}, createdAt: 0, ...change } } : { update: change }),
  });
  return head.version;
}

/**
 * Finds everything that is wrong with a stream written by {@link appendNext}, in words.
 *
 * @param acknowledged version the last acknowledged append resolved with
 */
export async function findFaults(store: SessionStore, id: string, acknowledged: number): Promise<readonly string[]> {
  const faults: string[] = [];
  const { version, eventCount, entries } = await store.events.read(id);
  const { events, total } = await store.events.readEvents(id, { fromIndex: 0, limit: version + 1 });
  const record = await store.sessions.get(id);
  const expect = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(`${id}: ${fault}`);
  };
  expect(version >= acknowledged, `version ${acknowledged} was acknowledged, and only ${version} is there`);
  expect(version <= acknowledged + 5, `version ${version} is further than one append past ${acknowledged}`);
  expect(entries.length === version, `${entries.length} entries at version ${version}`);
  for (const [index, entry] of entries.entries()) {
    const data = entry.data as EntryData;
    expect(entry.version === index + 1, `entry ${index + 1} has version ${entry.version}`);
    expect(data.id === id && data.version === entry.version, `entry ${entry.version} is not the one appended there`);
    expect(data.last <= version, `the append of entries ${data.first} to ${data.last} is not whole`);
  }
  const visible = entries.filter((entry) => entry.eventType !== null);
  expect(total === visible.length && eventCount === total, `${visible.length} visible entries, counted ${total}`);
  expect(
    visible.every((entry, index) => entry.eventIndex === index && events[index]?.version === entry.version),
    'event indexes are not dense, or readEvents gives others',
  );
  expect(
    (record?.lastActivityAt ?? 0) === version,
    `the row is at ${record?.lastActivityAt}, the stream at ${version}`,
  );
  expect(
    version === 0 || JSON.stringify(record?.checkpoint) === `{"last":${version}}`,
    'the checkpoint is of another version',
  );
  return faults;
}
