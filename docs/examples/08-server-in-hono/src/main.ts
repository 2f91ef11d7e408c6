import process from 'node:process';
import { createSqliteStore } from '@agent-session/server/sqlite';
import { serve } from '@hono/node-server';
import { createApp } from './app.js';

const { app, close } = createApp({
  store: createSqliteStore({ file: process.env['SESSIONS_FILE'] ?? 'sessions.db' }),
  secret: process.env['COOKIE_SECRET'] ?? crypto.randomUUID(),
});
const http = serve({ fetch: app.fetch, port: Number(process.env['PORT'] ?? 3000) }, ({ port }) => {
  console.log(`http://localhost:${port}`);
});
// First the sessions, so that those who wait are told to come back, then the sockets.
process.once('SIGTERM', () => void close().then(() => http.close()));
