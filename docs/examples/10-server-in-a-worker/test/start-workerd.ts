import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles the worker as Wrangler would and serves it with the runtime of Cloudflare, on this machine. */
export async function startWorkerd(apiKey: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-session-worker-'));
  await build({
    entryPoints: [fileURLToPath(new URL('../src/worker.ts', import.meta.url))],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    conditions: ['@agent-session/source', 'workerd', 'worker', 'browser'],
    logLevel: 'error',
  });
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-01-01",
  durableObjectNamespaces = [(className = "SessionsObject", uniqueKey = "sessions")],
  durableObjectStorage = (inMemory = void),
  bindings = [
    (name = "SESSIONS", durableObjectNamespace = "SessionsObject"),
    (name = "API_KEY", text = "${apiKey}")
  ]
);
`,
  );
  const workerd = createRequire(import.meta.url)('workerd') as { readonly default: string };
  const child = spawn(workerd.default, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const exited = once(child, 'exit');
  // It tells on this pipe which port it was given.
  const lines = createInterface({ input: child.stdio[3] as NodeJS.ReadableStream });
  const port = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      const message = JSON.parse(line) as { readonly event: string; readonly port?: number };
      if (message.event === 'listen' && message.port !== undefined) resolve(message.port);
    });
    void exited.then(([code]) => reject(new Error(`workerd ended (${code}) before it listened.`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
