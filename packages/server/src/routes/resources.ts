import { ApiError } from '../http/api-error.js';
import { emptyResponse } from '../http/json-response.js';
import { parseResourcePath } from '../resources/resource-name.js';
import { SIGNED_PREFIX } from '../resources/signed-url.js';
import type { ServerContext } from '../server-context.js';
import { ownSession, readableSession } from './access.js';
import type { RouteHandler, Routes } from './route.js';

/** Redirects to a URL of this server that is good for a while without a key. */
const resource: RouteHandler = async (context, at) => {
  const session = await readableSession(context, at);
  const marker = '/resources/';
  const { pathname } = at.url;
  const rest = pathname.slice(pathname.indexOf(marker, context.basePath.length) + marker.length);
  const name = parseResourcePath(`/${session.id}/${rest}`, '/');
  if (!name || !(await context.store.resources.get(name))) throw resourceNotFound();
  const expiresAt = context.clock.now() + context.limits.signedUrlMs;
  return emptyResponse(302, { location: context.signer.sign(name, expiresAt) });
};

/** Serves a signed URL. What an agent saved is shown as data: no page of it runs as a page of this server. */
export async function serveSigned(context: ServerContext, url: URL): Promise<Response> {
  const name = parseResourcePath(url.pathname, `${context.basePath}${SIGNED_PREFIX}/`);
  if (!name || !context.signer.verify(name, url.searchParams, context.clock.now())) {
    throw new ApiError('forbidden', 'This link is not valid (any more). Ask for the resource again.');
  }
  const found = await context.store.resources.get(name);
  if (!found) throw resourceNotFound();
  const isImage = /^image\/(png|jpeg|gif|webp|avif)$/.test(found.mediaType);
  return new Response(found.bytes.slice().buffer, {
    headers: {
      'content-type': found.mediaType,
      'content-disposition': isImage ? 'inline' : 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, max-age=60',
    },
  });
}

function resourceNotFound(): ApiError {
  return new ApiError('not_found', 'Resource not found');
}

const noFiles: RouteHandler = async (context, at) => {
  await ownSession(context, at);
  throw new ApiError(
    'not_supported',
    'Sessions of this server have no file system of their own. What an agent saves is a resource of its session.',
  );
};

/** Screenshots and files of a session. */
export const resourceRoutes: Routes = { resource, listFiles: noFiles, readFile: noFiles, writeFile: noFiles };
