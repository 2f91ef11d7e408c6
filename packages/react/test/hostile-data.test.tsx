import { script } from '@agent-session/testing';
import { expect, test } from 'vitest';
import { useAnswer, useSession, useSessionCommands, useSessionEvents } from '../src/index.js';
import { setUp } from './harness.js';

const hostile = [
  '<img src=x onerror="globalThis.broken = true">',
  '</script><script>globalThis.broken = true</script>',
  'javascript:globalThis.broken = true',
  '{{constructor.constructor("globalThis.broken = true")()}}',
  '\u202Eevil\u0000\u001b[31m\uD800',
  '__proto__',
];

test('text from the platform stays text: nothing of it becomes an element, runs, or pollutes', async () => {
  const run = hostile.reduce((steps, text) => steps.step(text).observes(text), script().starts());
  const answer = JSON.parse(`{"__proto__":{"broken":true},"html":${JSON.stringify(hostile[0])}}`) as { html: string };
  const { launch, show, pass } = setUp({ script: run.answers(answer) });
  const id = await launch();
  function Everything() {
    const { state, session } = useSession(id);
    const events = useSessionEvents(session);
    const result = useAnswer(session);
    const commands = useSessionCommands(session);
    return (
      <pre title={JSON.stringify(commands)}>
        {JSON.stringify(state)}
        {JSON.stringify(events)}
        {JSON.stringify(result)}
      </pre>
    );
  }
  const { container } = show(<Everything />);
  await pass(30);
  expect(container.textContent).toContain('onerror');
  expect(container.querySelectorAll('*')).toHaveLength(1);
  expect(container.querySelectorAll('img, script')).toHaveLength(0);
  expect((globalThis as { broken?: unknown }).broken).toBeUndefined();
  expect(({} as { broken?: unknown }).broken).toBeUndefined();
});
