import type { Script, ScriptStep } from '@agent-session/server';

/** What the suite needs an agent to do. */
export const CONFORMANCE_BEHAVIOURS = {
  answers: 'Takes a step, keeps the resource `files/answer.txt`, and answers at once, in every turn.',
  launches: 'Takes five seconds to be ready, then does what `works` does.',
  works: 'Takes a step and its messages each second, for ten minutes, and answers when it is asked to.',
  asksTools: 'Calls the tool `ask` of its caller twice (ids `call-1`, `call-2`) and answers with what came back.',
  fails: 'Fails with `environment_error`.',
  timesOut: 'Never answers, so that `max_time_s` ends it.',
} as const satisfies Record<string, string>;

/** The name of a behaviour. */
export type ConformanceBehaviour = keyof typeof CONFORMANCE_BEHAVIOURS;

/** The agent ids that do each; `null`: the platform has none, and the cases that need it are skipped. */
export type ConformanceAgents = Readonly<Record<ConformanceBehaviour, string | null>>;

/** The agent ids the suite asks for unless told otherwise. */
export const DEFAULT_CONFORMANCE_AGENTS = {
  answers: 'conformance/answers',
  launches: 'conformance/launches',
  works: 'conformance/works',
  asksTools: 'conformance/asks-tools',
  fails: 'conformance/fails',
  timesOut: 'conformance/times-out',
} as const satisfies ConformanceAgents;

const LAUNCH_SECONDS = 5;
const WORKING_SECONDS = 600;
const says = (content: string): ScriptStep => ({ kind: 'policy_event', content });
const ticks = Array.from({ length: WORKING_SECONDS }, (_, index): readonly ScriptStep[] => [
  says(`Step ${index + 1}.`),
  { kind: 'wait', seconds: 1 },
  { kind: 'take_message', waits: false },
]).flat();
const working: Script['turns'] = [[...ticks, { kind: 'answer_event', answer: 'Done.' }]];

/**
 * The same as scripts: register these agents on the server under test, and every case can run. Plain values: the builder
 * of scripts would bring parts of a server into a suite that talks to one.
 */
export const CONFORMANCE_SCRIPTS: readonly Script[] = [
  {
    name: DEFAULT_CONFORMANCE_AGENTS.answers,
    turns: [
      [
        says('Answering.'),
        { kind: 'save_resource', bucket: 'files', key: 'answer.txt', content: 'The answer.' },
        { kind: 'answer_event', answer: 'The answer.', outcome: 'success' },
      ],
    ],
  },
  { name: DEFAULT_CONFORMANCE_AGENTS.works, turns: working },
  { name: DEFAULT_CONFORMANCE_AGENTS.launches, launchSeconds: LAUNCH_SECONDS, turns: working },
  {
    name: DEFAULT_CONFORMANCE_AGENTS.asksTools,
    turns: [
      [
        says('Asking.'),
        {
          kind: 'call_tools',
          calls: [
            { tool_name: 'ask', args: {}, id: 'call-1' },
            { tool_name: 'ask', args: {}, id: 'call-2' },
          ],
        },
        says('Heard.'),
        { kind: 'answer_event', answer: 'The tools have answered.' },
      ],
    ],
  },
  {
    name: DEFAULT_CONFORMANCE_AGENTS.fails,
    turns: [[says('Failing.'), { kind: 'fail', error: 'The page is gone.', code: 'environment_error' }]],
  },
  { name: DEFAULT_CONFORMANCE_AGENTS.timesOut, turns: [[says('Waiting.'), { kind: 'time_out' }]] },
];
