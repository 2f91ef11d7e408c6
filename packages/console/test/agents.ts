import { setTimeout } from 'node:timers/promises';
import { defineAgent, type Agent } from '@agent-session/server';

export const hostileTexts = [
  '<img src=x onerror="window.broken = true">',
  '</script><script>window.broken = true</script>',
  '"><svg onload="window.broken = true">',
  'javascript:window.broken=true',
];

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

/** Agents for the tests that drive the page. */
export const agents: readonly Agent[] = [
  defineAgent({
    name: 'test/walker',
    description: 'Takes a step every 50 ms until it is told to stop, or asked for its answer.',
    async *run({ signal, messages, takeMessages, ...context }) {
      const heard = messages.map(({ message }) => message);
      for (let step = 0; step < 2000 && !signal.aborted; step += 1) {
        heard.push(...takeMessages().map(({ message }) => message));
        if (heard.includes('enough')) break;
        yield { kind: 'policy_event', content: `step ${step}`, tool_reqs: [{ tool_name: 'walk', args: { step } }] };
        yield { kind: 'metrics', metrics: { total_cost: step / 1000 } };
        await pause(50, signal);
      }
      yield { kind: 'answer_event', answer: context.answerFormat ? { heard } : `heard: ${heard.join(', ')}` };
    },
  }),
  defineAgent({
    name: 'test/steady',
    description: 'Walks on where it was when the server is started again, and stops when it is told to.',
    resumable: true,
    async *run({ signal, history, messages, takeMessages }) {
      let step = history.filter(({ data }) => (data as { readonly kind?: string }).kind === 'policy_event').length;
      for (
        const heard = messages.map(({ message }) => message);
        !heard.includes('enough') && !signal.aborted;
        step += 1
      ) {
        heard.push(...takeMessages().map(({ message }) => message));
        yield { kind: 'policy_event', content: `step ${step}` };
        await pause(50, signal);
      }
      yield { kind: 'answer_event', answer: `stopped at ${step}` };
    },
  }),
  defineAgent({
    name: 'test/forced',
    description: 'Answers only when it is asked to.',
    async *run(context) {
      while (context.answerRequested === null && !context.signal.aborted) {
        yield { kind: 'policy_event', content: 'thinking' };
        await pause(50, context.signal);
      }
      yield { kind: 'answer_event', answer: 'what there was' };
    },
  }),
  defineAgent({
    name: 'test/asker',
    description: 'Asks its caller to run a tool, and answers with what came of it.',
    async *run({ callTools }) {
      yield { kind: 'policy_event', content: 'I ask' };
      const [result] = await callTools([{ tool_name: 'look_up', args: { word: 'tide' }, id: 'call-1' }]);
      yield { kind: 'answer_event', answer: JSON.stringify(result && 'result' in result ? result.result : null) };
    },
  }),
  defineAgent({
    name: 'test/hostile',
    description: 'Says what must never be believed.',
    async *run({ answerFormat }) {
      for (const text of hostileTexts) {
        yield { kind: 'policy_event', content: text, reasoning_content: text, tool_reqs: [{ tool_name: text }] };
        yield { kind: 'observation_event', type: 'text', text, image: { type: 'url', source: text } };
      }
      const [html = ''] = hostileTexts;
      yield { kind: 'answer_event', answer: answerFormat ? { [html]: html } : html };
    },
  }),
  defineAgent({
    name: 'test/many',
    description: 'Sees ten thousand things.',
    async *run() {
      for (let index = 0; index < 10_000; index += 1) {
        yield { kind: 'observation_event', type: 'text', text: `thing ${index}` };
      }
      yield { kind: 'answer_event', answer: 'all seen' };
    },
  }),
];
