/**
 * `npm run tutorial`: does what docs/tutorial/first-session.md says, word for word, in an empty folder: installs from a
 * registry on loopback, writes its files, runs its commands, and compares what is printed. Only the port is another.
 * Needs a build.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { visit } from 'unist-util-visit';
import { withRegistry } from './local-registry.mjs';
import { parseMarkdown } from './markdown.mjs';
import { withTarballs } from './pack.mjs';
import { exitWith, setup } from './setup.mjs';
import { root } from './workspace.mjs';

const document = join(root, 'docs/tutorial/first-session.md');
const limitMs = 60_000;

await setup().catch(exitWith);
const startedAt = performance.now();
const { files, commands, outputs } = await readTutorial();
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
try {
  await withTarballs((packed, directory) => withRegistry(packed, (registry) => follow(directory, registry)));
  console.log(`The tutorial works as it is written (${Math.round((performance.now() - startedAt) / 1000)} s).`);
} catch (error) {
  console.error(
    `The tutorial does not work as it is written: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
} finally {
  for (const child of running) signal(child, 'SIGKILL');
}

/** @param {string} directory @param {string} registry */
async function follow(directory, registry) {
  const env = { npm_config_registry: registry };
  await shell('1. install', commandOf('install'), directory, env);
  const folder = join(directory, 'first-session');
  for (const [name, text] of files) writeFileSync(join(folder, name), text);

  let server = await serve(folder);
  const watched = await shell('4. watch', commandOf('watch'), folder);
  expectInOrder('4. watch', watched, ['pending', 'running', 'Oslo', 'Lima', 'Seoul', 'status  completed', "'Seoul'"]);

  const watching = start(commandOf('watch'), folder);
  const first = await watching.says(/session (\S+)/);
  const [exported = '', ...steering] = commandOf('command')
    .split('\n')
    .map((line) => line.replace('<id>', first));
  await watching.says(/Lima/);
  await shell('5. pause', [exported, steering[0]].join('\n'), folder);
  await watching.says(/paused/);
  await shell('5. message', [exported, steering[1]].join('\n'), folder);
  await watching.says(/I was told: Somewhere warm/);
  await shell('5. force-answer', [exported, steering[2]].join('\n'), folder);
  await watching.end;
  expectInOrder('5. steer', watching.output(), ['running', 'paused', 'running', 'Somewhere warm', 'completed']);

  const steered = await shell('6. steer', commandOf('steer'), folder);
  const shown = outputs.get('steer') ?? '';
  const shape = (/** @type {string} */ text) =>
    text
      .replaceAll(/[\da-f]{8}-\S+/g, '<id>')
      .replaceAll(/\d+/g, '<n>')
      .trim();
  if (shape(steered) !== shape(shown)) throw new Error(`6. steer printed\n${steered}\nand the page shows\n${shown}`);

  const stopped = start(commandOf('steer'), folder);
  const id = await stopped.says(/session (\S+)/);
  // Not before it goes on: a session that is left paused waits for somebody.
  await stopped.says(/paused\s+status +running/);
  await stopped.interrupt();
  const again = start(commandOf('again').replace('<id>', id), folder);
  await again.says(/link {4}live/);
  await server.interrupt();
  await again.says(/retrying/);
  server = await serve(folder);
  await again.end;
  const indexes = [...again.output().matchAll(/event +(\d+)/g)].map(([, index]) => Number(index));
  if (indexes.length < 10 || indexes.some((index, at) => index !== at))
    throw new Error(`7. again showed events ${indexes.join()}`);
  expectInOrder('7. again', again.output(), ['event   0', 'live', 'retrying', 'live', 'completed']);
  console.log('ok  7. again, with the server stopped and started meanwhile');

  const variables = exported.replace(/ SESSION=.*/, '');
  const replayed = await shell('8. replay', `${variables}\n${commandOf('replay').replace('<id>', id)}`, folder);
  expectInOrder('8. replay', replayed, ['RequestStartEvent', 'completed']);
  await server.interrupt();
}

/** @param {string} folder */
async function serve(folder) {
  const server = start(commandOf('serve'), folder);
  // Here it writes into a pipe, for programs; at a terminal it says `listening on`.
  await server.says(/"type":"serving"/);
  return server;
}

/** @param {string} name */
function commandOf(name) {
  const command = commands.get(name);
  if (command === undefined) throw new Error(`the page has no block "sh ${name}"`);
  return command;
}

/** The blocks of the page, with a free port in place of 4100. */
async function readTutorial() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  probe.close();
  const found = { files: new Map(), commands: new Map(), outputs: new Map() };
  let last = '';
  visit(parseMarkdown(readFileSync(document, 'utf8')), 'code', ({ lang, meta, value }) => {
    const text = value.replaceAll('4100', String(port));
    const file = /^file=(\S+)$/.exec(meta ?? '')?.[1];
    if (file !== undefined) found.files.set(file, `${text}\n`);
    if (lang === 'sh') found.commands.set((last = meta ?? ''), text);
    if (lang === 'text') found.outputs.set(last, text);
  });
  return /** @type {Record<keyof typeof found, Map<string, string>>} */ (found);
}

/**
 * Runs a block in a shell to its end, and gives what it printed.
 * @param {string} step @param {string} block @param {string} cwd @param {Record<string, string>} [env]
 */
async function shell(step, block, cwd, env = {}) {
  const program = start(`set -e\n${block}`, cwd, env);
  await program.end.catch((/** @type {unknown} */ error) => {
    throw new Error(`${step}: ${String(error)}`);
  });
  console.log(`ok  ${step}`);
  return program.output();
}

/** @param {string} block @param {string} cwd @param {Record<string, string>} [env] */
function start(block, cwd, env = {}) {
  const child = spawn('sh', ['-c', block], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  let output = '';
  /** @type {Set<() => void>} */
  const listeners = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  const timer = setTimeout(() => signal(child, 'SIGKILL'), limitMs);
  const end = once(child, 'close').then(([code]) => {
    clearTimeout(timer);
    running.delete(child);
    if (code !== 0) throw new Error(`\`${block}\` ended with code ${String(code)}:\n${output}`);
  });
  end.catch(() => {});
  return {
    end,
    /** Ends it with Ctrl-C, and waits for that. */
    async interrupt() {
      signal(child, 'SIGINT');
      await end.catch(() => {});
    },
    output: () => output,
    /**
     * Resolves with the first group of the pattern (or all of it) once it was printed.
     * @param {RegExp} pattern
     * @returns {Promise<string>}
     */
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match === null) return;
          listeners.delete(look);
          resolve(match[1] ?? match[0]);
        };
        listeners.add(look);
        look();
        const closed = () => reject(new Error(`\`${block}\` ended and never said ${String(pattern)}:\n${output}`));
        end.then(closed, closed);
      }),
  };
}

/**
 * To a program and all it started, as Ctrl-C at a terminal.
 * @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} name
 */
function signal({ pid }, name) {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // Gone meanwhile.
  }
}

/** @param {string} step @param {string} output @param {readonly string[]} parts */
function expectInOrder(step, output, parts) {
  let at = 0;
  for (const part of parts) {
    const found = output.indexOf(part, at);
    if (found < 0) throw new Error(`${step} never printed ${JSON.stringify(part)} at its place:\n${output}`);
    at = found + part.length;
  }
}
