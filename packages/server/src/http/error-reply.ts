import type { ApiError } from './api-error.js';
import { jsonTextReply, type Reply } from './reply.js';

/** The newest error envelope of the contract: `{ message, detail: [...] }`. */
export function errorReply(error: ApiError): Reply {
  const { issues, fields, retryAfterSeconds, allow } = error.extras;
  const detail = issues ?? [{ type: error.type, message: error.message, ...fields }];
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  if (allow !== undefined) headers['allow'] = allow.join(', ');
  if (error.status === 401) headers['www-authenticate'] = 'Bearer';
  return jsonTextReply(JSON.stringify({ message: error.message, detail }), error.status, headers);
}
