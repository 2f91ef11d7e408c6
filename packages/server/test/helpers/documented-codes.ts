import { ENDPOINTS, type EndpointName } from '@agent-session/protocol';
import { querySchema, requestSchema } from '@agent-session/protocol/schemas';

/** Documented codes this server never sends, each with the reason. */
export const NEVER_SENT: Partial<Record<EndpointName, Readonly<Record<number, string>>>> = {
  create: { 402: 'there are no token budgets' },
  message: { 402: 'there are no token budgets' },
  resource: { 200: 'what a client sees that follows the redirect' },
  listFiles: { 200: 'sessions have no file system' },
  readFile: { 200: 'sessions have no file system' },
  writeFile: { 200: 'sessions have no file system' },
};

/** Codes of an endpoint: those of its table row, 401 as reads and writes need a key, 422 where something is checked. */
export function documentedCodes(name: EndpointName): number[] {
  const { path, success, errors } = ENDPOINTS[name];
  const isChecked = path.includes('{id}') || requestSchema(name) !== null || querySchema(name) !== null;
  const codes = [...success, ...errors, 401, ...(isChecked ? [422] : [])];
  return codes.filter((code) => NEVER_SENT[name]?.[code] === undefined).toSorted((a, b) => a - b);
}
