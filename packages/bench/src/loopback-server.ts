import { spawn } from 'node:child_process';
import process from 'node:process';

/** A plain HTTP server in a process of its own, so that only the caller's CPU time is counted. Always the same reply. */
export interface LoopbackServer {
  readonly url: string;
  close(): void;
}

/** Starts it and resolves when it listens. */
export function startLoopbackServer(body: string): Promise<LoopbackServer> {
  const script = `
    const body = ${JSON.stringify(body)};
    const server = require('node:http').createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
    });
    server.keepAliveTimeout = 60_000;
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    process.stdin.resume().on('end', () => process.exit());
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (port: Buffer) => {
      resolve({ url: `http://127.0.0.1:${Number(port.toString())}`, close: () => void child.stdin.end() });
    });
  });
}
