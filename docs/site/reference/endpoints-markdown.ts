import { ENDPOINTS, ENDPOINT_NAMES, type Endpoint, type EndpointName } from '@agent-session/protocol';
import { markdownDocument, markdownTable } from './markdown-table.js';

/** What each is for. Total: a new endpoint cannot be forgotten. */
const purposes: Readonly<Record<EndpointName, string>> = {
  create: 'Launches a session.',
  list: 'Lists sessions, newest first.',
  quota: 'How many sessions may run, and do.',
  get: 'The session with its request and its latest answer.',
  status: 'The status alone.',
  cancel: 'Ends the run: the session becomes `interrupted`. Nothing is deleted.',
  message: 'Says something to the agent.',
  toolResults: 'Hands in results of tools the agent asked its caller to run.',
  pause: 'Asks for a pause.',
  resume: 'Asks a paused run to go on.',
  forceAnswer: 'Asks the agent to answer with what it has.',
  changes:
    'The long-poll: waits for events past `from_index`, and gives them with status and answer; 204 when none came.',
  events: 'The event log, page by page.',
  feedback: 'Says whether the session went well.',
  eventFeedback: 'Says whether one event went well.',
  share: 'Makes the session readable by everybody who has the link.',
  unshare: 'Takes the link back.',
  resource: 'A screenshot or file of the session, by a redirect to where it is.',
  listFiles: "Lists files in the agent's workspace.",
  readFile: "Reads a file in the agent's workspace.",
  writeFile: "Writes a file in the agent's workspace.",
};

const repeats: Readonly<Record<Endpoint['retry'], string>> = {
  safe: 'yes',
  'idempotency-key': 'with the same key',
  never: 'no',
};

/** `docs/reference/endpoints.md`, from the table. */
export function endpointsMarkdown(): string {
  const rows = ENDPOINT_NAMES.map((name) => {
    const { method, path, success, errors, auth, retry, generation }: Endpoint = ENDPOINTS[name];
    return [
      `\`${name}\``,
      `\`${method}\` \`${path.replace('/api/v2/sessions', '…')}\``,
      purposes[name],
      success.join(', '),
      errors.join(', '),
      auth === 'required' ? 'needed' : 'not for shared sessions',
      repeats[retry],
      generation === 'newer' ? 'newer' : '',
    ];
  });
  return markdownDocument(
    '# Endpoints',
    'Generated from `packages/protocol/src/endpoints.ts`; edit that, then run `npm run reference` in `docs/site`.',
    'The name is that of the method of [the client](../../packages/client/README.md) too. `…` is `/api/v2/sessions`. Beside the codes listed, 401 answers a missing or wrong key and 422 a body or query that is not as it should be; [errors](errors.md) says what each becomes. *Repeated*: whether the client sends the request again when nobody knows if it arrived. *Newer*: not on the first generation of the platform.',
    markdownTable(['name', 'request', 'what it is for', 'success', 'errors', 'key', 'repeated', ''], rows),
    'Where the public documents contradict each other or are silent, [our server decides so](contract-decisions.md). What each command does in which state: [the lifecycle](lifecycle.md#state--command). Sizes and times: [limits](limits.md).',
  );
}
