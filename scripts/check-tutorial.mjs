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
const limitMs = 90_000;

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
  expectShown('4. watch', await shell('4. watch', commandOf('watch'), folder), 'watch');

  const watching = start(commandOf('watch'), folder);
  const steered = await watching.says(/session (\S+)/);
  for (const [name, shows] of /** @type {const} */ ([
    ['pause', /paused/],
    ['message', /I was told: Somewhere warm/],
    ['force-answer', /completed \{/],
  ])) {
    await shell(`5. ${name}`, atServer(name, steered), folder);
    await watching.says(shows);
  }
  await watching.end;
  const steering = ['flow_event: pause', 'paused', 'running', 'Somewhere warm', 'I was told', 'completed'];
  expectInOrder('5. steer', watching.output(), steering);
  const late = await start(atServer('pause', steered), folder).end.then(() => '', String);
  expectInOrder('5. too late', late, ['the session has ended', 'Allowed now']);

  expectShown('6. steer', await shell('6. steer', commandOf('steer'), folder), 'steer');

  const left = start(commandOf('watch'), folder);
  const id = await left.says(/session (\S+)/);
  const follow = commandOf('follow').replace('<id>', id);
  const first = start(follow, folder);
  await first.says(/event {3}4/);
  await first.interrupt();
  await left.interrupt();
  const second = start(follow, folder);
  await second.says(/live/);
  server.signal();
  server.signal();
  await second.says(/retrying/);
  await server.end.catch(() => {});
  server = await serve(folder);
  await second.end;
  const indexes = [...second.output().matchAll(/event +(\d+)/g)].map(([, index]) => Number(index));
  if (indexes.length < 16 || indexes.some((index, at) => index !== at))
    throw new Error(`7. follow showed events ${indexes.join()}`);
  expectInOrder('7. follow', second.output(), ['event   0', 'live', 'retrying', 'live', 'completed']);
  console.log('ok  7. follow, with the server stopped and started meanwhile');

  const replayed = await shell('8. replay', atServer('replay', id), folder);
  expectInOrder('8. replay', replayed, ['RequestStartEvent', 'completed']);
  await shell('8. export', atServer('export', id), folder);
  await server.interrupt();
}

/** A block that needs the variables of step 5. @param {string} name @param {string} id */
function atServer(name, id) {
  return `${commandOf('variables')}\n${commandOf(name).replaceAll('<id>', id)}`;
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
    /** Ctrl-C. */
    signal: () => signal(child, 'SIGINT'),
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

/**
 * What was printed is what the page shows below the command, but for the id, and for what the page leaves out with `…`.
 * @param {string} step @param {string} output @param {string} command
 */
function expectShown(step, output, command) {
  const shown = outputs.get(command) ?? '';
  const id = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/;
  const pattern = shown
    .split(new RegExp(` *… *|${id.source}`))
    .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(String.raw`[\s\S]*?`);
  if (new RegExp(`^${pattern}$`).test(output.trim())) return;
  throw new Error(`${step} printed\n${output}\nand the page shows\n${shown}`);
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
