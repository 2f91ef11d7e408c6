import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepConnection, ownServer, readConnection, serverProblem } from './connection.js';

describe('where the page asks, and with which key', () => {
  let kept: Map<string, string>;

  beforeEach(() => {
    kept = new Map();
    vi.stubGlobal('window', { location: { origin: 'http://console.lan:4100', pathname: '/' } });
    vi.stubGlobal('sessionStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
      removeItem: (name: string) => kept.delete(name),
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('a key is kept only if somebody wants it kept, and forgotten when they no longer do', () => {
    const connection = { baseUrl: 'https://agents.example', apiKey: 'hk-1', keep: true };
    keepConnection({ ...connection, keep: false });
    expect(kept.size).toBe(0);
    keepConnection(connection);
    expect(readConnection()).toEqual(connection);
    keepConnection({ ...connection, keep: false });
    expect(readConnection()).toEqual({ baseUrl: 'http://console.lan:4100', apiKey: '', keep: false });
  });

  test.each(['no json', '{}', 'null', '{"baseUrl":"javascript:1","apiKey":"hk-1"}', '{"baseUrl":1,"apiKey":"hk-1"}'])(
    'what was kept and makes no sense (%s) is not used',
    (text) => {
      kept.set('agent-session.connection', text);
      expect(readConnection()).toEqual({ baseUrl: 'http://console.lan:4100', apiKey: '', keep: false });
    },
  );

  test('a key goes over https, to this machine, or back where the page came from', () => {
    for (const url of [
      'https://agents.example/sub',
      'http://127.0.0.1:1',
      'http://localhost:4100',
      'http://[::1]:4100',
    ]) {
      expect(serverProblem(url)).toBeNull();
    }
    expect(serverProblem('http://console.lan:4100')).toBeNull();
    expect(serverProblem('http://agents.example')).toMatch(/plain http/);
    expect(serverProblem('http://127.0.0.1.evil.example')).toMatch(/plain http/);
    expect(serverProblem('https://me:secret@agents.example')).toMatch(/password/);
    expect(serverProblem('ftp://agents.example')).toMatch(/https/);
    expect(serverProblem('agents')).toMatch(/not an address/);
  });

  test('the server is beside the page, wherever both are mounted', () => {
    expect(ownServer()).toBe('http://console.lan:4100');
    vi.stubGlobal('window', { location: { origin: 'https://agents.example', pathname: '/tools/sessions/' } });
    expect(readConnection().baseUrl).toBe('https://agents.example/tools/sessions');
  });

  test('a browser without storage is no reason to stop', () => {
    const refuse = () => {
      throw new Error('denied');
    };
    vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
    keepConnection({ baseUrl: 'https://agents.example', apiKey: 'hk-1', keep: true });
    expect(readConnection().apiKey).toBe('');
  });
});
