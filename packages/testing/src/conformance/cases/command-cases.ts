import { COMMAND_TABLE, LEAF_STATE_NAMES, type CommandCell, type LeafState } from '@agent-session/core';
import { COMMAND_NAMES, ENDPOINTS, type CommandName, type SessionEvent } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase, ReachableState } from '../case.js';
import type { Reply } from '../probe.js';
import { readHistory } from '../read-history.js';
import { wordOf } from '../states.js';

/** How long a refused command is given to have an effect after all. */
const QUIET_MS = 2_000;

/** What a cell of the table comes to for a state as the suite stages it. */
function cellOf(state: ReachableState, command: CommandName): CommandCell {
  const leaf: LeafState = state === 'pausedWithCalls' ? 'paused' : state;
  // Without open calls there is nothing to hand in.
  if (state === 'paused' && command === 'toolResults') return { verdict: 'refused', note: 'no tool call is open' };
  return COMMAND_TABLE[leaf][command];
}

const changesNothing = (command: CommandName): boolean =>
  command === 'share' || command === 'unshare' || command === 'feedback';

function titleOf(state: ReachableState, command: CommandName, { verdict, note }: CommandCell): string {
  const [success = 200] = ENDPOINTS[command].success;
  const meets = verdict === 'refused' ? 'refused' : `answered with ${success}`;
  return `${command} to a session that is ${state} is ${meets}: ${note}`;
}

function cellCase(state: ReachableState, command: CommandName): ConformanceCase {
  const cell = cellOf(state, command);
  const changesState = cell.verdict === 'accepted' && !changesNothing(command);
  return {
    id: `commands/${state}-${command}`,
    section: 'commands',
    title: titleOf(state, command, cell),
    sessions: changesState ? 'own' : 'shared',
    group: state,
    ...(state === 'queued' ? { needs: ['quota'] as const } : {}),
    async run(context) {
      const { id } = changesState ? await context.own(state) : await context.shared(state);
      const before = (await context.events(id)).length;
      const reply = await context.command(id, command, `Message to ${state}.`);
      if (!isMet(context, cell, command, reply)) await context.expectStill(id, state);
      await judge(context, { id, state, command, cell, before }, reply);
    },
  };
}

/**
 * Nobody can hold a session while it launches. What can be seen from outside is whether it had started when the command
 * was answered; where it had, the case says nothing.
 */
function launchingCase(command: CommandName): ConformanceCase {
  const cell = cellOf('launching', command);
  return {
    id: `commands/launching-${command}`,
    section: 'commands',
    title: titleOf('launching', command, cell),
    sessions: 'own',
    group: 'launching',
    async run(context) {
      const { id } = await context.own('launching');
      const reply = await context.command(id, command, 'Message to launching.');
      const facts = readHistory(await context.events(id)).facts.map(({ fact }) => fact);
      const started = facts.indexOf('started');
      const effect = facts.findIndex((fact) => cell.facts?.some((each) => each === fact));
      const hadStarted = started !== -1 && !(effect !== -1 && effect < started);
      if (hadStarted) context.skip('the session had started before the command was answered');
      await judge(context, { id, state: 'launching', command, cell, before: 0 }, reply);
    },
  };
}

/** A command that was sent to a session. */
interface Sent {
  readonly id: string;
  readonly state: ReachableState;
  readonly command: CommandName;
  readonly cell: CommandCell;
  /** How many events there were before. */
  readonly before: number;
}

function codesFor({ profile }: CaseContext, { verdict }: CommandCell, command: CommandName): readonly number[] {
  const [success = 200] = ENDPOINTS[command].success;
  if (verdict !== 'refused') return [success];
  // The public documents name no code for most of these; a message restarts an ended session there.
  return profile === 'strict' ? [409] : [success, 400, 404, 409, 422];
}

function isMet(context: CaseContext, cell: CommandCell, command: CommandName, reply: Reply): boolean {
  return codesFor(context, cell, command).includes(reply.status);
}

async function judge(context: CaseContext, sent: Sent, reply: Reply): Promise<void> {
  const { command, cell } = sent;
  context.expectCode(reply, ...codesFor(context, cell, command));
  if (cell.verdict === 'accepted' && !changesNothing(command)) await expectEffect(context, sent);
  else if (cell.verdict !== 'refused' || context.profile === 'strict') await expectNothing(context, sent);
}

async function expectEffect(context: CaseContext, { id, state, command, cell, before }: Sent): Promise<void> {
  const expected = (cell.facts ?? []).filter((fact) => fact !== 'toolsSettled' || state !== 'paused');
  for (const fact of expected) {
    await context.until(`the events should tell "${fact}" after ${command}`, async () =>
      readHistory(await context.events(id)).facts.some((each) => each.fact === fact && each.eventIndex >= before),
    );
  }
  if (command === 'message' && state !== 'queued' && state !== 'awaitingTools' && state !== 'pausedWithCalls') {
    await context.until('the message should come back as an event', async () =>
      (await context.events(id)).slice(before).some((event) => tells(event, `Message to ${state}.`)),
    );
  }
  if (command === 'forceAnswer') {
    await context.until('the session should answer', async () => {
      const { status } = await context.status(id);
      return status === 'completed' || status === 'idle';
    });
  }
  const { violations } = readHistory(await context.events(id));
  context.check(violations.length === 0, violations.join('; '));
}

async function expectNothing(context: CaseContext, { id, state }: Sent): Promise<void> {
  await context.pass(QUIET_MS);
  const { status } = await context.status(id);
  // A session that launches goes on by itself.
  const words = state === 'launching' ? [wordOf(state), 'running'] : [wordOf(state)];
  if (!words.includes(status)) await context.expectStill(id, state);
  context.check(words.includes(status), `the session should still be ${words.join(' or ')}; it is ${status}`);
}

function tells(event: SessionEvent, text: string): boolean {
  return event.type === 'AgentEvent' && JSON.stringify(event.data).includes(text);
}

const STATES: readonly ReachableState[] = [...LEAF_STATE_NAMES, 'pausedWithCalls'];

/** A settled call may be handed in again; a call nobody made may not. */
const toolDetails: readonly ConformanceCase[] = [
  {
    id: 'commands/tool-results-twice',
    section: 'commands',
    title: 'Tool results that were handed in already change nothing when they come again',
    sessions: 'own',
    profile: 'strict',
    async run(context) {
      const { id } = await context.own('awaitingTools');
      const one = (call: string) => ({
        body: { kind: 'tool_result', tool_req: { tool_name: 'ask', args: {}, id: call }, result: 1 },
      });
      context.expectCode(await context.to('toolResults', id, one('call-1')), 202);
      context.expectCode(await context.to('toolResults', id, one('call-1')), 202);
      const { status } = await context.status(id);
      context.check(status === 'awaiting_tool_results', `one call is open still, but the session is ${status}`);
    },
  },
  {
    id: 'commands/tool-results-unknown',
    section: 'commands',
    title: 'Results of a tool call nobody made are refused',
    sessions: 'own',
    profile: 'strict',
    async run(context) {
      const { id } = await context.own('awaitingTools');
      const body = { kind: 'tool_result', tool_req: { tool_name: 'ask', args: {}, id: 'nobody' }, result: 1 };
      context.expectCode(await context.to('toolResults', id, { body }), 409);
      const { status } = await context.status(id);
      context.check(status === 'awaiting_tool_results', `nothing was answered, but the session is ${status}`);
    },
  },
];

/** Every cell of status × command. */
export const commandCases: readonly ConformanceCase[] = [
  ...STATES.flatMap((state) =>
    COMMAND_NAMES.map((command) => (state === 'launching' ? launchingCase(command) : cellCase(state, command))),
  ),
  ...toolDetails,
];
