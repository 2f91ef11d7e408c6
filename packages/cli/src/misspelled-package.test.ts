import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { KNOWN_PACKAGES } from './misspelled-package.js';

it('the packages that are known are all that are published', async () => {
  const packages = new URL('../../', import.meta.url);
  const manifests = await Promise.all(
    (await readdir(packages)).map(
      async (name) =>
        JSON.parse(await readFile(new URL(`${name}/package.json`, packages), 'utf8')) as {
          readonly name: string;
          readonly private?: boolean;
        },
    ),
  );
  const published = manifests.filter((each) => !each.private && each.name.startsWith('@')).map(({ name }) => name);
  expect(KNOWN_PACKAGES).toEqual(published.toSorted());
});
