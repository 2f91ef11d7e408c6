import { createServer, defineAgent, type Agent } from '../../src/index.js';
import { listen } from '../../src/node.js';
import { createSqliteStore } from '../../src/sqlite.js';

/** The process that the crash loop kills: a server on the file it is given, whose agents work in small real steps. */
const [file = '', key = ''] = process.argv.slice(2);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function worker(name: string, resumable: boolean): Agent {
  return defineAgent({
    name,
    description: 'Takes ten small steps and says what it was told.',
    resumable,
    async *run(context) {
      const heard = context.messages.map(({ message }) => message);
      for (let step = 0; step < 10 && context.answerRequested === null; step += 1) {
        yield { kind: 'policy_event', content: `step ${step}` };
        await pause(2);
        heard.push(...context.takeMessages().map(({ message }) => message));
        yield { kind: 'observation_event', text: `${heard.length} messages` };
      }
      yield { kind: 'answer_event', answer: heard.join(' ') };
    },
  });
}

const server = createServer({
  store: createSqliteStore({ file }),
  agents: [worker('crash/steady', true), worker('crash/fragile', false)],
  auth: { keys: [key] },
  limits: { maxActiveSessions: 40 },
});
const listening = await listen(server);
console.log(listening.url);
process.once('SIGTERM', () => void listening.close().then(() => process.exit(0)));
