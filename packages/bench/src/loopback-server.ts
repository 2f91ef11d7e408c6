import { spawn } from 'node:child_process';
import process from 'node:process';

/** A plain HTTP server in a process of its own, so that only the caller's CPU time is counted. */
export interface LoopbackServer {
  readonly url: string;
  close(): void;
}

/**
 * Starts it and resolves when it listens.
 *
 * @param replies A JSON text that is the reply to everything, or the address of a module whose `replyTo(path)` gives status
 * and body.
 */
export function startLoopbackServer(replies: string | URL): Promise<LoopbackServer> {
  const script = `
    import { createServer } from 'node:http';
    const replies = ${JSON.stringify(replies)};
    const { replyTo } = ${replies instanceof URL} ? await import(replies) : { replyTo: () => ({ status: 200, body: replies }) };
    const server = createServer(({ url }, response) => {
      const { status, body } = replyTo(url);
      if (body === null) response.writeHead(status).end();
      else {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        response.writeHead(status, headers).end(body);
      }
    });
    server.keepAliveTimeout = 60_000;
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    process.stdin.resume().on('end', () => process.exit());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it listened.`)));
    child.stdout.once('data', (port: Buffer) => {
      resolve({ url: `http://127.0.0.1:${Number(port.toString())}`, close: () => void child.stdin.end() });
    });
  });
}
