import { expect, it } from 'vitest';
import { runProgram } from '../src/program.js';
import { fakeTerminal } from './fake-terminal.js';

const key = process.env['AGENT_SESSION_LIVE_KEY'];

// Opt-in: it spends tokens of a real account. AGENT_SESSION_LIVE_KEY=hk-… npx vitest run --project cli live-platform
it.runIf(key)(
  'a real key runs one small session on the live platform to its end',
  async () => {
    const terminal = fakeTerminal({ environment: { H_API_KEY: key ?? '' } });
    const argv = ['run', 'What is the title of https://example.com ?', '--remote', '--output', 'json'];
    expect(await runProgram([...argv, '--max-steps', '5', '--max-time', '120'], terminal)).toBe(0);
    expect(terminal.records().find(({ type }) => type === 'answer')).toMatchObject({ ok: true });
    expect(terminal.out() + terminal.err()).not.toContain(key);
  },
  300_000,
);
