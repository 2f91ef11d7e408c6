import { ENDPOINT_NAMES, ENDPOINTS, type EndpointName } from '@agent-session/protocol';
import { querySchema, requestSchema } from '@agent-session/protocol/schemas';
import { documentedCodes } from '../helpers/documented-codes.js';
import { OTHER_KEY } from '../helpers/test-server.js';
import { UNKNOWN, type FuzzRequest, type World } from './world.js';

/** A documented (endpoint, code) pair. */
export interface Aim {
  readonly name: EndpointName;
  readonly code: number;
}

/** Every pair that is documented and not ruled out with a reason. */
export const AIMS: readonly Aim[] = ENDPOINT_NAMES.flatMap((name) =>
  documentedCodes(name).map((code) => ({ name, code })),
);

const BODIES: Partial<Record<EndpointName, unknown>> = {
  create: { agent: 'test/obedient', messages: 'hello' },
  message: { type: 'user_message', message: 'hello' },
  toolResults: { kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'call-1' }, result: 1 },
  feedback: { success: true },
  eventFeedback: { success: true },
  listFiles: {},
  readFile: { path: 'x' },
  writeFile: { path: 'x', content_base64: '' },
};

/** Which message brings a session to where the endpoint succeeds. */
const STAGE: Partial<Record<EndpointName, string>> = { toolResults: 't', forceAnswer: 'w', pause: 'w', resource: 'k' };

/** Sends what should be answered with this code. */
export async function takeAim({ name, code }: Aim, world: World): Promise<void> {
  const { path, success } = ENDPOINTS[name];
  const body = BODIES[name];
  const plain: FuzzRequest = { name, ...(body !== undefined && { body }) };
  const ofSession = path.includes('{id}');
  if (success.includes(code)) {
    const id = ofSession ? await stage(world, STAGE[name] ?? 'hello') : UNKNOWN;
    if (name === 'resume') await world.prepare({ name: 'pause', id });
    await world.send({ ...plain, id, ...(code === 204 && name === 'changes' && { query: { from_index: 9999 } }) });
    return;
  }
  switch (code) {
    case 401:
      await world.send({ ...plain, key: null });
      await world.send({ ...plain, key: 'hk-nobody' });
      return;
    case 404:
      if (name === 'create') await world.send({ name, body: { agent: 'nobody/here' } });
      else if (name === 'eventFeedback')
        await world.send({ ...plain, id: await stage(world, 'hello'), eventIndex: 999 });
      else if (name === 'resource')
        await world.send({ ...plain, id: await stage(world, 'k'), resourceKey: 'not/there' });
      else await world.send({ ...plain, id: await stage(world, 'hello'), key: OTHER_KEY });
      return;
    case 422:
      if (ofSession) await world.send({ ...plain, id: 'no-uuid' });
      else if (requestSchema(name)) await world.send({ name, body: { agent: 7 } });
      else if (querySchema(name)) await world.send({ name, query: { size: 0 } });
      return;
    default:
      await takeRareAim({ name, code }, plain, world);
  }
}

async function takeRareAim({ name, code }: Aim, plain: FuzzRequest, world: World): Promise<void> {
  const ended = async (of = world) => {
    const id = await stage(of, 'hello');
    await of.prepare({ name: 'cancel', id });
    return id;
  };
  switch (`${name} ${code}`) {
    case 'create 400':
      await world.send({ name, body: { ...(plain.body as object), parent_session_id: await ended() } });
      return;
    case 'create 409': {
      const request = { ...plain, headers: { 'idempotency-key': crypto.randomUUID() } };
      await Promise.all([world.send(request), world.send(request)]);
      return;
    }
    case 'create 429':
      for (let i = 0; i < 3; i += 1) await world.prepare({ name, body: { agent: 'test/obedient', messages: 'w' } });
      await world.send({ name, body: { agent: 'test/obedient', queue: false } });
      return;
    // As the documents have it.
    case 'message 400': {
      const lenient = world.beside({ lenient: true });
      await lenient.send({ ...plain, id: await ended(lenient) });
      await lenient.server.close();
      return;
    }
    case 'toolResults 409':
      await world.send({ ...plain, id: await ended() });
      return;
    default:
      throw new Error(`Nobody has said how ${name} comes to answer ${code}.`);
  }
}

/** A session with this message, alone on the server, so that it runs at once. */
async function stage(world: World, message: string): Promise<string> {
  for (const id of world.ids) await world.prepare({ name: 'cancel', id });
  world.ids.length = 0;
  const body = { agent: 'test/obedient', messages: message, idle_timeout_s: 500 };
  await world.prepare({ name: 'create', body });
  return world.ids.at(-1)!;
}
