import { COMMAND_TABLE, LEAF_STATE_NAMES, type CommandCell, type LeafState } from '@agent-session/core/fold';
import { COMMAND_NAMES, ENDPOINTS, type CommandName, type SessionEvent } from '@agent-session/protocol';
import type { CaseContext, ConformanceCase, ReachableState } from '../case.js';
import { readHistory } from '../read-history.js';
import { wordOf } from '../stage.js';

/** How long a refused command is given to have an effect after all. */
const QUIET_MS = 2_000;

/** What a cell of the table comes to for a state as the suite stages it. */
function verdictOf(state: ReachableState, command: CommandName): CommandCell {
  const leaf: LeafState = state === 'pausedWithCalls' ? 'paused' : state;
  const cell = COMMAND_TABLE[leaf][command];
  // Without open calls there is nothing to hand in.
  if (leaf === 'paused' && state === 'paused' && command === 'toolResults') {
    return { verdict: 'refused', note: 'no tool call is open' };
  }
  return cell;
}

const changesNothing = (command: CommandName): boolean =>
  command === 'share' || command === 'unshare' || command === 'feedback';

function cellCase(state: ReachableState, command: CommandName): ConformanceCase {
  const cell = verdictOf(state, command);
  const [success = 200] = ENDPOINTS[command].success;
  const isAccepted = cell.verdict === 'accepted' && !changesNothing(command);
  // A launch does not wait for other cases to be done with it.
  const isOwn = isAccepted || state === 'launching';
  const meets = cell.verdict === 'refused' ? 'refused' : `answered with ${success}`;
  return {
    id: `commands/${state}-${command}`,
    section: 'commands',
    title: `${command} to a session that is ${state} is ${meets}: ${cell.note}`,
    sessions: isOwn ? 'own' : 'shared',
    group: state,
    ...(state === 'queued' ? { needs: ['quota'] as const } : {}),
    async run(context) {
      const { id } = isOwn ? await context.own(state) : await context.shared(state);
      const before = await context.events(id);
      const reply = await context.command(id, command, `Message to ${state}.`);
      if (cell.verdict === 'refused') {
        // The public documents name no code for most of these; a message restarts an ended session there.
        if (context.profile === 'strict') context.expectCode(reply, 409);
        else context.expectCode(reply, success, 400, 404, 409, 422);
      } else context.expectCode(reply, success);

      if (isAccepted) await expectEffect(context, { id, state, command, cell, before });
      else if (cell.verdict !== 'refused' || context.profile === 'strict') await expectNothing(context, id, state);
    },
  };
}

interface Accepted {
  readonly id: string;
  readonly state: ReachableState;
  readonly command: CommandName;
  readonly cell: CommandCell;
  readonly before: readonly SessionEvent[];
}

async function expectEffect(context: CaseContext, { id, state, command, cell, before }: Accepted): Promise<void> {
  const expected = (cell.facts ?? []).filter((fact) => fact !== 'toolsSettled' || state !== 'paused');
  for (const fact of expected) {
    await context.until(`the events should tell "${fact}" after ${command}`, async () =>
      readHistory(await context.events(id)).facts.some(
        (each) => each.fact === fact && each.eventIndex >= before.length,
      ),
    );
  }
  if (command === 'message' && state !== 'queued' && state !== 'awaitingTools' && state !== 'pausedWithCalls') {
    await context.until('the message should come back as an event', async () =>
      (await context.events(id)).slice(before.length).some((event) => tells(event, `Message to ${state}.`)),
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

async function expectNothing(context: CaseContext, id: string, state: ReachableState): Promise<void> {
  await context.pass(QUIET_MS);
  const { status } = await context.status(id);
  context.check(status === wordOf(state), `the session should still be ${wordOf(state)}; it is ${status}`);
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

/** Every cell of state × command. */
export const commandCases: readonly ConformanceCase[] = [
  ...STATES.flatMap((state) => COMMAND_NAMES.map((command) => cellCase(state, command))),
  ...toolDetails,
];
