/**
 * What a session goes through, in any runtime: launched, watched, steered, made to answer, its answer validated, its log
 * replayed. The same file runs everywhere.
 */
import { createAnswerValidator } from '@agent-session/answers';
import { createClient, isClientError } from '@agent-session/client';
import { fromJSONL, isCoreError, replay, toJSONL } from '@agent-session/core';
import { toMachineSnapshot } from '@agent-session/core/machine';
import { launchSession } from '@agent-session/rxjs';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';

const apiKey = 'hk-smoke';
const tallyFormat = {
  type: 'object',
  properties: { counted: { type: 'integer', minimum: 1 }, heard: { type: 'string' } },
  required: ['counted', 'heard'],
};

/** The session server this program embeds, and the one it calls over the network. */
export function smokeServer() {
  return createServer({ store: createMemoryStore(), agents: [counter], auth: { keys: [apiKey] } });
}

/** Counts until it is asked for an answer. */
const counter = defineAgent({
  name: 'smoke/counter',
  description: 'Counts until it is asked for an answer.',
  async *run(context) {
    let counted = 0;
    let heard = '';
    while (context.answerRequested === null && !context.signal.aborted) {
      counted += 1;
      heard = context.takeMessages().at(-1)?.message ?? heard;
      yield { kind: 'policy_event', content: `${counted}` };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    yield { kind: 'answer_event', answer: { counted, heard } };
  },
});

/**
 * @param {string} baseUrl of a session server made by {@link smokeServer}, for the part over the network
 * @returns {Promise<string>} what was done, in one line; rejects with what did not hold
 */
export async function smoke(baseUrl) {
  const server = smokeServer();
  const embedded = createClient({
    baseUrl: 'http://embedded.test',
    apiKey,
    allowInsecureHttp: true,
    fetch: (input, init) => server.fetch(new Request(input, init)),
  });
  const inProcess = await oneSession(embedded);
  await server.close();
  const overNetwork = await oneSession(createClient({ baseUrl, apiKey }));
  await transport(baseUrl);
  return `ok: ${inProcess.events} events in process, ${overNetwork.events} over the network, answers ${inProcess.engine}`;
}

/** @param {import('@agent-session/client').AgentSessionClient} client */
async function oneSession(client) {
  const live = await launchSession(client, {
    agent: 'smoke/counter',
    messages: 'Count.',
    answer_format: tallyFormat,
  });
  /** @type {number[]} */
  const indexes = [];
  live.events$.subscribe(({ index }) => indexes.push(index));

  await live.until(({ status, steps }) => status === 'running' && steps >= 2);
  await live.pause();
  await live.until(({ status }) => status === 'paused');
  await live.resume();
  await live.message('louder');
  await live.until(({ status, intents }) => status === 'running' && intents.length === 0);
  const { steps } = live.snapshot();
  await live.until((state) => state.steps >= steps + 2);
  await live.forceAnswer();
  const { status, answer } = await live.settled();
  holds('it completes', status === 'completed');
  holds('each event comes once, in order', indexes.length > 5 && indexes.every((index, at) => index === at));
  holds('an ended session refuses a pause', isCoreError(await failure(live.pause()), 'command-refused'));

  const validator = createAnswerValidator(tallyFormat);
  holds('the answer is valid', answer?.ok === true && validator.validate(answer.value).ok);
  holds('it was heard', answer?.ok === true && Reflect.get(Object(answer.value), 'heard') === 'louder');
  const wrong = validator.validate({ counted: 0, heard: 'x' });
  holds('a wrong answer is not', !wrong.ok && wrong.issues[0]?.pointer === '/counted');

  const copy = [...fromJSONL([...toJSONL(live.log())].join(''))];
  const replayed = replay(copy);
  holds('the log replays to the state', JSON.stringify(replayed) === JSON.stringify(live.snapshot()));
  holds('and to any point before', replay(copy, { until: 4 }).nextIndex < replayed.nextIndex);
  const machine = toMachineSnapshot(replayed);
  holds('the machine agrees', machine.matches('completed') && !machine.can({ type: 'pause' }));
  return { events: indexes.length, engine: validator.engine };
}

/**
 * The ways a transport differs between runtimes: aborts, time limits, errors, redirects off the origin.
 * @param {string} baseUrl
 */
async function transport(baseUrl) {
  const client = createClient({ baseUrl, apiKey, retry: false });
  const { id } = await client.create({ agent: 'smoke/counter', messages: 'Count.' });
  await client.pause(id);
  while ((await client.status(id)).status !== 'paused') await new Promise((resolve) => setTimeout(resolve, 20));
  const { total: fromIndex } = await client.events(id).page(1);
  const controller = new AbortController();
  const aborted = failure(client.changes(id, { fromIndex, waitSeconds: 25, signal: controller.signal }));
  setTimeout(() => controller.abort('mine'), 100);
  holds('the reason of an abort comes through', (await aborted) === 'mine');
  const late = await failure(client.changes(id, { fromIndex, waitSeconds: 25, timeoutMs: 100 }));
  holds('a time limit ends a call', isClientError(late, 'timeout'));
  const absent = '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001';
  holds('an error is typed', isClientError(await failure(client.get(absent)), 'not-found'));
  const closedPort = createClient({ baseUrl: 'http://127.0.0.1:1', apiKey, retry: false });
  holds('so is a refused connection', isClientError(await failure(closedPort.quota()), 'network'));
  const resource = await client.resource(id, 'files', 'elsewhere.txt');
  holds('no key follows a redirect', (await (await resource.blob()).text()) === 'no key');
  await client.cancel(id);
}

/**
 * @param {string} what
 * @param {boolean} held
 */
function holds(what, held) {
  if (!held) throw new Error(`does not hold: ${what}`);
}

/**
 * @param {Promise<unknown>} promise
 * @returns {Promise<unknown>} what it rejects with
 */
function failure(promise) {
  return promise.then(
    () => undefined,
    (/** @type {unknown} */ error) => error,
  );
}
