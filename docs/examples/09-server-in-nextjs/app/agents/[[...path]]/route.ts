import { sessionServer } from '../../../lib/session-server';

export const runtime = 'nodejs';

function handle(request: Request): Promise<Response> {
  return sessionServer().fetch(request);
}

export { handle as DELETE, handle as GET, handle as POST, handle as PUT };
