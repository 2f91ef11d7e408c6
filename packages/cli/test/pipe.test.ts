import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnswerValidator } from '@agent-session/answers';
import { buildBin, type BuiltBin } from './build-bin.js';
import { inPipe, type InPipe, type PipeOptions } from './in-pipe.js';
import { testPlatform, type TestPlatform } from './test-platform.js';

let bin: BuiltBin;
let folder: string;
let platform: TestPlatform;
const opened: InPipe[] = [];

beforeAll(async () => {
  bin = await buildBin();
  folder = await mkdtemp(join(tmpdir(), 'cli-pipe-'));
});
afterAll(async () => {
  await bin.remove();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  platform = await testPlatform();
});
afterEach(async () => {
  for (const { process } of opened.splice(0)) process.kill('SIGKILL');
  await platform.close();
});

function start(argv: readonly string[], options: PipeOptions = {}): InPipe {
  const child = inPipe(bin.path, argv, {
    folder,
    ...options,
    environment: { H_API_KEY: platform.key, H_BASE_URL: platform.url, ...options.environment },
  });
  opened.push(child);
  return child;
}

/** `script` runs the program as `"$@"`. */
function startWithShell(script: string, argv: readonly string[]): InPipe {
  const child = inPipe('-c', [script, 'sh', process.execPath, bin.path, ...argv], {
    folder,
    program: 'sh',
    environment: { H_API_KEY: platform.key, H_BASE_URL: platform.url },
  });
  opened.push(child);
  return child;
}

async function done(argv: readonly string[], options: PipeOptions = {}): Promise<InPipe & { readonly code: number }> {
  const child = start(argv, options);
  const code = await child.ended;
  expect(child.err()).not.toMatch(/\n\s+at |defect/);
  return { ...child, code };
}

async function launched(agent: string, ...more: string[]): Promise<string> {
  const child = await done(['launch', 'Top stories', '--agent', agent, '--output', 'text', ...more]);
  expect(child.code).toBe(0);
  return child.out().trim();
}

const run = (agent: string, ...more: string[]): string[] => [
  'run',
  'Top stories',
  '--remote',
  '--agent',
  agent,
  ...more,
];

async function until(id: string, status: string): Promise<void> {
  for (let word = ''; word !== status;) {
    const reply = await platform.call(`/sessions/${id}/changes?wait_for_seconds=1&from_index=0&include_events=false`);
    word = ((await reply.json()) as { readonly status: string }).status;
  }
}

/** What differs from run to run. */
function stable(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
    .replace(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"<time>"')
    .replace(/"elapsed_ms":\d+/g, '"elapsed_ms":0');
}

describe('in a pipe', () => {
  it('prints one documented record a line on stdout, and nothing else anywhere', async () => {
    const child = await done(run('test/quick'));
    expect(child.code).toBe(0);
    expect(child.err()).toBe('');
    expect(stable(child.out())).toMatchInlineSnapshot(`
      "{"type":"launched","session_id":"<id>","task":"Top stories"}
      {"type":"status","status":"pending","wire_status":"pending"}
      {"type":"event","index":0,"event":{"type":"RequestStartEvent","data":{},"timestamp":"<time>"}}
      {"type":"event","index":1,"event":{"type":"AgentStartedEvent","data":{},"timestamp":"<time>"}}
      {"type":"status","status":"running","wire_status":"running"}
      {"type":"event","index":2,"event":{"type":"AgentEvent","data":{"kind":"message_event","caller_id":"user","content":["Top stories"]},"timestamp":"<time>"}}
      {"type":"event","index":3,"event":{"type":"AgentEvent","data":{"kind":"policy_event","content":"Looking around."},"timestamp":"<time>"}}
      {"type":"event","index":4,"event":{"type":"MetricsUpdateEvent","data":{"metrics":{"cost_per_model":[{"name":"m","input_tokens":12345,"output_tokens":678,"reasoning_tokens":0,"total_cost":0.0123}],"total_cost":0.0123,"steps":1}},"timestamp":"<time>"}}
      {"type":"event","index":5,"event":{"type":"AgentEvent","data":{"kind":"observation_event","text":"A page with two stories"},"timestamp":"<time>"}}
      {"type":"event","index":6,"event":{"type":"AgentEvent","data":{"kind":"policy_event","content":"Writing it down."},"timestamp":"<time>"}}
      {"type":"event","index":7,"event":{"type":"AgentEvent","data":{"kind":"answer_event","answer":{"stories":["one","two"]}},"timestamp":"<time>"}}
      {"type":"event","index":8,"event":{"type":"AgentCompletionEvent","data":{"reason":"finished"},"timestamp":"<time>"}}
      {"type":"status","status":"completed","wire_status":"completed"}
      {"type":"answer","ok":true,"answer":{"stories":["one","two"]}}
      {"type":"end","status":"completed","error":null,"error_code":null,"steps":2,"elapsed_ms":0,"input_tokens":12345,"output_tokens":678,"cost_usd":0.0123}
      "
    `);
  });

  it('runs the demo on a server of its own, with nothing given and no key', async () => {
    const child = await done(['run'], { environment: { H_API_KEY: '', H_BASE_URL: '' } });
    expect(child.code).toBe(0);
    expect(child.records().find(({ type }) => type === 'answer')).toMatchObject({
      ok: true,
      answer: { stories: [{}, {}, {}] },
    });
    expect(child.records().at(-1)).toMatchObject({ type: 'end', status: 'completed', error: null });
  });

  it('prints records that fit output.schema.json, whatever the command', async () => {
    const schema = JSON.parse(await readFile(join(import.meta.dirname, '../output.schema.json'), 'utf8')) as object;
    const validator = createAnswerValidator(schema as never);
    const log = join(folder, 'schema.jsonl');
    const id = await launched('test/gated');
    const feedback = ['feedback', id, 'good', '--comment', 'fine'];
    const commands = [
      ['status', id],
      ['get', id],
      ['list'],
      ['events', id],
      ['quota'],
      ['message', id, 'hello'],
      ['pause', id],
      ['resume', id],
      ['force-answer', id],
      ['share', id],
      ['unshare', id],
      feedback,
      ['cancel', id],
      run('test/quick', '--log', log),
      ['replay', log],
      ['diff', log, log],
    ];
    for (const argv of commands) {
      const child = await done(argv);
      expect(`${argv.join(' ')}: ${child.code} ${child.err()}`).toBe(`${argv.join(' ')}: 0 `);
      expect(child.records().length).toBeGreaterThan(0);
      for (const record of child.records()) {
        expect({ record, issues: issuesOf(validator.validate(record)) }).toEqual({ record, issues: [] });
      }
    }
  });

  it('goes on after an outage, with every event once', async () => {
    const child = start(run('test/gated', '--give-up-after', '20'));
    await child.shows(/Waiting at the gate/);
    await platform.goAway();
    await child.shows(/connection lost, retrying in/);
    platform.open();
    await platform.comeBack();
    expect(await child.ended).toBe(0);
    const events = child.records().filter(({ type }) => type === 'event');
    expect(events.map(({ index }) => index)).toEqual(events.map((_, index) => index));
    expect(child.records().at(-1)).toMatchObject({ type: 'end', status: 'completed' });
  });

  it('gives up with 8 when the outage lasts longer than --give-up-after, and says how to come back', async () => {
    const child = start(run('test/gated', '--give-up-after', '1'));
    await child.shows(/Waiting at the gate/);
    await platform.goAway();
    expect(await child.ended).toBe(8);
    expect(child.err()).toMatch(/away for 1 s \(--give-up-after\)[\s\S]*agent-session watch [0-9a-f-]{36}\n/);
  });

  it('gives up with 8 after three tries when it never connected', async () => {
    await platform.goAway();
    const child = await done(['watch', randomUUID()]);
    expect(child.code).toBe(8);
    expect(child.err()).toMatch(
      /Not connected after 3 tries: .*Is the server running\? agent-session serve starts one/,
    );
  });

  it('stops waiting with 10 when --max-wait runs out; the session goes on', async () => {
    const child = await done(run('test/gated', '--max-wait', '1'));
    expect(child.code).toBe(10);
    expect(child.err()).toMatch(/Waited 1 s \(--max-wait\)[\s\S]*agent-session watch/);
    const id = String(child.records()[0]?.['session_id']);
    expect(await (await platform.call(`/sessions/${id}/status`)).json()).toMatchObject({ status: 'running' });
  });

  it('stops watching with 130 on SIGINT and on SIGTERM', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = start(run('test/gated'));
      await child.shows(/Waiting at the gate/);
      child.process.kill(signal);
      expect(await child.ended).toBe(130);
      expect(child.err()).toContain('still runs on');
    }
  });

  it('ends with 6 and the issues when the answer does not conform to the format', async () => {
    await writeFile(join(folder, 'count.json'), '{"type":"object","required":["count"]}');
    const id = await launched('test/quick');
    const child = await done(['watch', id, '--answer-format', 'count.json']);
    expect(child.code).toBe(6);
    expect(child.records().find(({ type }) => type === 'answer')).toMatchObject({
      ok: false,
      issues: [{}],
    });
  });

  it('ends with 5 when the session was cancelled', async () => {
    const id = await launched('test/gated');
    await done(['cancel', id]);
    expect((await done(['watch', id])).code).toBe(5);
  });

  it('ends with 9 when the platform refuses a command or knows no such session', async () => {
    const id = await launched('test/quick');
    await until(id, 'completed');
    expect((await done(['pause', id])).code).toBe(9);
    const unknown = await done(['status', randomUUID()]);
    expect(unknown.code).toBe(9);
    expect(unknown.err()).toMatch(/^error: /);
  });

  it('stops when its reader leaves: quietly, with the log of what was seen', async () => {
    const child = start(run('test/gated', '--log', 'left.jsonl'));
    await child.shows(/Waiting at the gate/);
    child.process.stdout.destroy();
    platform.open();
    expect(await child.ended).toBe(0);
    expect(child.err()).toMatch(/^Stopped watching\..*\nCome back with: .*\n$/);
    expect(await readFile(join(folder, 'left.jsonl'), 'utf8')).toContain('Waiting at the gate.');
    expect(await readdir(folder)).not.toContain('left.jsonl.lock');
  });

  it('leaves no server and no temporary data behind when its reader leaves', async () => {
    const data = join(folder, 'temporary');
    await mkdir(data);
    const child = start(['run'], { environment: { H_BASE_URL: '', TMPDIR: data } });
    await child.shows(/launched/);
    child.process.stdout.destroy();
    expect(await child.ended).toBe(0);
    expect(await readdir(data)).toEqual([]);
  });

  it.runIf(existsSync('/dev/full'))('ends with 13 and one message when its output cannot be written', async () => {
    for (const argv of [run('test/gated'), ['--help'], ['quota']]) {
      const child = startWithShell('"$@" > /dev/full', argv);
      expect([argv[0], await child.ended]).toEqual([argv[0], 13]);
      expect(child.err()).toMatch(/^error: Cannot write the output: .*no space left on device.*\n/);
      expect(child.err()).not.toMatch(/defect|\n\s+at /);
    }
  });

  it('watches from an index, and to the end of a conversation with --until terminal', async () => {
    const id = await launched('test/quick', '--idle-timeout', '1');
    const child = await done(['watch', id, '--from-index', '3', '--until', 'terminal']);
    expect(child.code).toBe(0);
    expect(child.records().find(({ type }) => type === 'event')).toMatchObject({ index: 3 });
    expect(child.records().at(-1)).toMatchObject({ type: 'end', status: 'completed' });
    expect(child.records().filter(({ type }) => type === 'answer')).toHaveLength(1);
  });
});

describe('keys and settings', () => {
  it('ends with 7 for a key that is not accepted, and never prints it', async () => {
    const child = await done(run('test/quick'), { environment: { H_API_KEY: 'hk-wrong-secret' } });
    expect(child.code).toBe(7);
    expect(child.out() + child.err()).not.toContain('hk-wrong-secret');
    expect(child.err()).toMatch(/Send a key of this server as "Authorization: Bearer <key>"\. Check the key/);
    const none = await done(['status', randomUUID()], { environment: { H_API_KEY: '' } });
    expect(none.code).toBe(7);
    expect(none.err()).toContain('set H_API_KEY or HAI_API_KEY');
  });

  it('takes the key from stdin, from a file, from a file the environment names', async () => {
    const environment = { H_API_KEY: '' };
    const file = join(folder, 'key.txt');
    await writeFile(file, `${platform.key}\n`);
    expect((await done(['quota', '--api-key-file', '-'], { environment, input: `${platform.key}\n` })).code).toBe(0);
    expect((await done(['quota', '--api-key-file', 'key.txt'], { environment })).code).toBe(0);
    expect((await done(['quota'], { environment: { ...environment, H_API_KEY_FILE: file } })).code).toBe(0);
  });

  it('takes settings from flags first, then the environment, then the config file', async () => {
    const home = join(folder, 'home');
    await mkdir(join(home, 'agent-session'), { recursive: true });
    await writeFile(join(home, 'key.txt'), platform.key);
    const config = { baseUrl: platform.url, apiKeyFile: '../key.txt', agent: 'test/quick' };
    await writeFile(join(home, 'agent-session/config.json'), JSON.stringify(config));
    const fromFile = { XDG_CONFIG_HOME: home, H_BASE_URL: '', H_API_KEY: '' };
    const nowhere = 'http://127.0.0.1:9';
    expect((await done(['run', 'x', '--remote'], { environment: fromFile })).code).toBe(0);
    expect((await done(['quota'], { environment: { ...fromFile, H_BASE_URL: nowhere } })).code).toBe(8);
    const flag = ['quota', '--base-url', platform.url];
    expect((await done(flag, { environment: { ...fromFile, H_BASE_URL: nowhere } })).code).toBe(0);
  });

  it('explains a config file that is wrong', async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{', /is not JSON/],
      ['[]', /must hold one JSON object/],
      ['{"baseURL":"x"}', /unknown key "baseURL"\. Did you mean baseUrl\?/],
      ['{"giveUpAfter":"soon"}', /"giveUpAfter" .* must be a number of seconds above 0/],
    ];
    for (const [text, message] of cases) {
      await writeFile(join(folder, 'config.json'), text);
      const child = await done(['quota', '--config', 'config.json']);
      expect(child.code).toBe(2);
      expect(child.err()).toMatch(message);
    }
    expect((await done(['quota', '--config', 'none.json'])).err()).toContain('Cannot read the config file');
  });
});

describe('logs', () => {
  it('goes on from a log that a crash cut off, and records what an export gives', async () => {
    const id = await launched('test/gated');
    const log = join(folder, 'resumed.jsonl');
    const first = start(['watch', id, '--log', log]);
    await first.shows(/Waiting at the gate/);
    first.process.kill('SIGKILL');
    await first.ended;
    await appendFile(log, '{"kind":"event","index":9,"ev');
    platform.open();
    expect((await done(['watch', id, '--log', log])).code).toBe(0);

    const exported = await done(['export', id]);
    await writeFile(join(folder, 'exported.jsonl'), exported.out());
    const events = (text: string): unknown[] =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ kind }) => kind === 'event')
        .map(({ index, event }) => ({ index, event }));
    expect(events(await readFile(log, 'utf8'))).toEqual(events(exported.out()));
    const replayed = await done(['replay', 'exported.jsonl']);
    expect(replayed.records().at(-1)).toMatchObject({ type: 'end', status: 'completed' });
  });

  it('refuses the log of another session, and a log that is already one for run', async () => {
    const log = join(folder, 'mine.jsonl');
    expect((await done(run('test/quick', '--log', log))).code).toBe(0);
    const again = await done(run('test/quick', '--log', log));
    expect(again.code).toBe(2);
    expect(again.err()).toContain('holds the log of a session already');
  });

  it('follows to the end when the log cannot be written, says so, and ends with 13', async () => {
    const child = startWithShell('ulimit -f 1; "$@"', run('test/quick', '--log', 'full.jsonl'));
    expect(await child.ended).toBe(13);
    expect(child.err()).toMatch(/^Cannot write the log .*full\.jsonl: .*file too large.*It is tried again\.\n/i);
    expect(child.records().at(-1)).toMatchObject({ type: 'end', status: 'completed' });
    // What is there is whole.
    expect((await done(['replay', 'full.jsonl'])).code).toBe(0);
  });

  it('says where two logs part, with 11', async () => {
    const logs = [];
    for (const [agent, name] of [
      ['test/quick', 'a.jsonl'],
      ['test/hostile', 'b.jsonl'],
    ] as const) {
      expect((await done(run(agent, '--log', name))).code).toBe(0);
      logs.push(name);
    }
    const child = await done(['diff', ...logs, '--output', 'text']);
    expect(child.code).toBe(11);
    expect(child.out()).toMatch(/^They part at entry \d+, after \d+ events, in \w+:\n- .*\n\+ .*\n$/);
    expect((await done(['diff', 'a.jsonl', 'a.jsonl'])).code).toBe(0);
  });
});

function issuesOf(result: { readonly ok: boolean; readonly issues?: readonly unknown[] }): readonly unknown[] {
  return result.issues ?? [];
}
