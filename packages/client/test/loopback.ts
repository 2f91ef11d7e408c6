import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  json(): unknown;
}

export type Handler = (received: Received, response: ServerResponse) => void;

/** A real HTTP server on a loopback port whose every reply the test writes itself. */
export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  handle: Handler;
  close(): Promise<void>;
}

export async function startLoopback(
  handle: Handler = (_, response) => response.writeHead(404).end(),
): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => {});
    response.on('error', () => {});
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://loopback');
      const text = Buffer.concat(chunks).toString();
      const received: Received = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        text,
        json: () => JSON.parse(text) as unknown,
      };
      loopback.received.push(received);
      loopback.handle(received, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
  const loopback: Loopback = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    handle,
    close,
    [Symbol.asyncDispose]: close,
  };
  return loopback;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
