import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/** Uses the server as a worker would: no Node, no generated code, nothing but web standards. */
const program = `
  delete globalThis.process; delete globalThis.setImmediate;
  const { createMemoryStore, createServer } = await import('./server.mjs');
  const agent = {
    name: 'a/b', description: 'x',
    async *run() { yield { kind: 'policy_event' }; yield { kind: 'answer_event', answer: { n: 1 } }; },
  };
  const server = createServer({ store: createMemoryStore(), agents: [agent], auth: { keys: ['k'] } });
  const call = (path, init) => server.fetch(new Request('http://x/api/v2/sessions' + path, { ...init, headers: { authorization: 'Bearer k' } }));
  const answer_format = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
  const { id } = await (await call('', { method: 'POST', body: JSON.stringify({ agent: 'a/b', answer_format }) })).json();
  let page;
  for (let from = 0; page?.status !== 'completed'; from += page.new_events.length) {
    page = await (await call('/' + id + '/changes?wait_for_seconds=5&from_index=' + from)).json();
  }
  console.log(JSON.stringify(page.answer));
  await server.close();
`;

describe('the main entry', () => {
  it('needs no Node: it bundles for a browser, and runs without process and generated code', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'agent-session-runtime-'));
    try {
      const { metafile } = await build({
        entryPoints: [entry],
        outfile: join(folder, 'server.mjs'),
        bundle: true,
        platform: 'browser',
        format: 'esm',
        conditions: ['@agent-session/source'],
        metafile: true,
        logLevel: 'silent',
      });
      const inputs = Object.keys(metafile.inputs).join('\n');
      // What other entries need stays out of this one.
      expect(inputs).not.toMatch(/parse5|libsql|undici|xstate|node-server/);
      writeFileSync(join(folder, 'program.mjs'), program);
      const args = ['--disallow-code-generation-from-strings', join(folder, 'program.mjs')];
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 200_000 });
      expect(JSON.parse(stdout)).toEqual({ n: 1 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
