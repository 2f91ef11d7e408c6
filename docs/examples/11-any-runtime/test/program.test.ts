import { expect, it } from 'vitest';
import { listenAsOtherEnd } from '../src/other-end.mjs';
import { smoke } from '../src/program.mjs';

it('launches, watches, steers, validates and replays, in process and over the network', async () => {
  const { url, close } = await listenAsOtherEnd();
  try {
    expect(await smoke(url)).toMatch(/^ok: \d+ events in process, \d+ over the network/);
  } finally {
    await close();
  }
});
