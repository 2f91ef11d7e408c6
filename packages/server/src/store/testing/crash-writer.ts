import { writeSync } from 'node:fs';
import process from 'node:process';
import { createSqliteStore } from '../sqlite/sqlite-session-store.js';
import { appendNext } from './crash-streams.js';
import { seededRandom } from './seeded-random.js';

/** The process of the crash test that is killed: appends without end, and says what was acknowledged. */
const [file = '', seed = '0'] = process.argv.slice(2);
const random = seededRandom(Number(seed));

let store = createSqliteStore({ file });
writeSync(1, 'ready\n');
for (;;) {
  // Several streams at once, so that appends share a transaction; now and then a clean close in between.
  const streams = new Set(Array.from({ length: 1 + Math.floor(random() * 6) }, () => `s${Math.floor(random() * 12)}`));
  await Promise.all(
    Array.from(streams, async (id) => {
      const version = await appendNext(store, id, random);
      writeSync(1, `${id} ${version}\n`);
    }),
  );
  if (random() < 0.01) {
    await store.close();
    store = createSqliteStore({ file });
  }
}
