import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runProgram } from '../src/program.js';
import { fakeTerminal } from './fake-terminal.js';

const ID = '3f0c2a8e-6d0b-4f6e-9a53-1c5f0b7d2e11';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** What a command prints on a platform with one session of this status, and what it asked; `null`: the status cannot be read. */
async function steered(word: string, status: string | null, ...flags: string[]) {
  const asked: string[] = [];
  server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url?.replace(`/api/v2/sessions/${ID}`, '')}`);
    if (method !== 'GET') response.writeHead(method === 'DELETE' ? 204 : 202).end();
    else if (status === null) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status, error: null }));
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const terminal = fakeTerminal({ environment: { H_API_KEY: 'hk-test' } });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const exitCode = await runProgram([word, ID, '--base-url', baseUrl, ...flags], terminal);
  return { exitCode, said: terminal.out(), asked };
}

describe('a command that a session has no use for', () => {
  it.each([
    ['cancel', 'completed', 'The session has ended already (completed); nothing was cancelled.\n'],
    ['cancel', 'interrupted', 'The session has ended already (interrupted); nothing was cancelled.\n'],
    ['pause', 'paused', 'The session is paused already.\n'],
  ])('says so: %s of one that is %s', async (word, status, said) => {
    expect(await steered(word, status, '--output', 'text')).toMatchObject({ exitCode: 0, said });
  });

  it.each([
    ['cancel', 'running', 'Cancelled.\n'],
    ['cancel', 'idle', 'Cancelled.\n'],
    ['cancel', 'a word of tomorrow', 'Cancelled.\n'],
    ['pause', 'running', 'Pause accepted: the run pauses after its current step.\n'],
  ])('is told from one that it has: %s of one that is %s', async (word, status, said) => {
    const steering = await steered(word, status, '--output', 'text');
    expect(steering).toMatchObject({ exitCode: 0, said });
    expect(steering.asked).toHaveLength(2);
  });

  it('succeeds as before where the status cannot be read', async () => {
    expect(await steered('cancel', null, '--output', 'text')).toEqual({
      exitCode: 0,
      said: 'Cancelled.\n',
      asked: ['GET /status', 'DELETE '],
    });
  });

  it('asks for no status where nothing depends on it', async () => {
    expect((await steered('force-answer', 'running', '--output', 'text')).asked).toEqual(['POST /force_answer']);
    expect((await steered('cancel', 'completed', '--json')).asked).toEqual(['DELETE ']);
  });
});
