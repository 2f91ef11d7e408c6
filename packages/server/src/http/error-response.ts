import type { ApiError } from './api-error.js';
import { jsonResponse } from './json-response.js';

/** The newest error envelope of the contract: `{ message, detail: [...] }`. */
export function errorResponse(error: ApiError): Response {
  const { issues, fields, retryAfterSeconds, allow } = error.extras;
  const detail = issues ?? [{ type: error.type, message: error.message, ...fields }];
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  if (allow !== undefined) headers['allow'] = allow.join(', ');
  if (error.status === 401) headers['www-authenticate'] = 'Bearer';
  return jsonResponse({ message: error.message, detail }, error.status, headers);
}
