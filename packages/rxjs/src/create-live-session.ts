import { checkpoint, type SessionState } from '@agent-session/core';
import type { Commands } from './commands.js';
import { isKnown, type Hub, type HubListener } from './hub.js';
import { createIterators } from './iterators.js';
import type { LiveAnswer } from './live-answer.js';
import type { LiveSession, Settlement, WaitOptions } from './live-session.js';
import { LiveView, type LiveViewOptions } from './live-view.js';
import { createObservables } from './observables.js';
import { waitFor } from './wait-for.js';

/** The faces of one hub: each reads the same log from its own place. */
export function createLiveSession(hub: Hub, commands: Commands, options: LiveViewOptions): LiveSession {
  const view = new LiveView(hub, options);
  const { needs, needsFormat } = view;
  const iterators = createIterators(view);

  async function settled({ signal }: WaitOptions = {}): Promise<Settlement> {
    await commands.recorded(signal);
    return waitFor(hub, { needs: needsFormat }, signal, () => {
      if (hub.failure) throw hub.failure;
      const value = view.settlement();
      if (!value && hub.exhausted) throw view.noMatch('the record ends before the session settled');
      return value && { value };
    });
  }

  async function nextAnswer({ signal }: WaitOptions = {}): Promise<LiveAnswer> {
    await commands.recorded(signal);
    return waitFor(hub, { needs: needsFormat }, signal, () => {
      if (hub.failure) throw hub.failure;
      const value = view.answerTo(commands.lastMessage());
      return value && { value };
    });
  }

  function until(predicate: (state: SessionState) => boolean, { signal }: WaitOptions = {}): Promise<SessionState> {
    return waitFor(hub, { needs, everyState: true }, signal, () => {
      const { state } = hub;
      if (isKnown(state) && predicate(state)) return { value: state };
      if (hub.failure) throw hub.failure;
      if (!view.ended) return null;
      throw view.noMatch('no state was the one that was waited for');
    });
  }

  function subscribe(onChange: () => void): () => void {
    let last = hub.state;
    const listener: HubListener = {
      drives: true,
      needs,
      notify() {
        if (hub.state === last) return;
        last = hub.state;
        try {
          onChange();
        } catch (error) {
          // One broken listener must not keep the others from hearing; the runtime reports it.
          queueMicrotask(() => {
            throw error;
          });
        }
      },
    };
    return hub.listen(listener);
  }

  return {
    id: hub.id,
    ...createObservables(view),
    message: commands.message,
    pause: commands.pause,
    resume: commands.resume,
    forceAnswer: commands.forceAnswer,
    cancel: commands.cancel,
    toolResults: commands.toolResults,
    snapshot: () => hub.state,
    link: () => hub.linkStatus,
    log: () => hub.log.entries.slice(),
    checkpoint: () => checkpoint(hub.state),
    saved: () => hub.saved(),
    settled,
    nextAnswer,
    until,
    ...iterators,
    subscribe,
    getSnapshot: () => hub.state,
    [Symbol.asyncIterator]: () => iterators.states(),
  };
}
