import type { Clock } from '@agent-session/protocol';
import type { LinkStatus } from '@agent-session/rxjs';
import { askIfRunning } from './ask-if-running.js';
import { CliError } from './cli-error.js';
import { reasonOf } from './reason-of.js';

/** How many tries to connect for the first time. */
const FIRST_TRIES = 3;

/** When to stop waiting. */
export interface GiveUpRules {
  /** How long an outage may last. */
  readonly giveUpAfterSeconds: number;
  /** How long the whole wait may last; `null`: as long as it takes. */
  readonly maxWaitSeconds: number | null;
}

/**
 * The stream tries for ever, a terminal user does not. Watches the link and calls back once, with an error that says
 * what was waited for. `stop` ends the watching and its timers.
 */
export function giveUp(
  rules: GiveUpRules,
  clock: Clock,
  onGiveUp: (error: CliError) => void,
): { readonly link: (link: LinkStatus) => void; readonly stop: () => void } {
  let connected = false;
  let outage: { readonly handle: unknown } | null = null;
  let lastError: unknown = null;
  const whole =
    rules.maxWaitSeconds === null
      ? null
      : {
          handle: clock.setTimeout(
            () => end(new CliError('waitedOut', `Waited ${rules.maxWaitSeconds} s (--max-wait).`)),
            rules.maxWaitSeconds * 1000,
          ),
        };

  function stop(): void {
    if (whole) clock.clearTimeout(whole.handle);
    if (outage) clock.clearTimeout(outage.handle);
    outage = null;
  }
  function end(error: CliError): void {
    stop();
    onGiveUp(error);
  }
  function link(status: LinkStatus): void {
    if (status.status === 'live') {
      connected = true;
      if (outage) clock.clearTimeout(outage.handle);
      outage = null;
      return;
    }
    if (status.status !== 'retrying' && status.status !== 'stalled' && status.status !== 'offline') return;
    if (status.status !== 'offline') lastError = status.error;
    if (!connected && status.status !== 'offline' && status.attempt >= FIRST_TRIES) {
      end(new CliError('network', `Not connected after ${status.attempt} tries: ${askIfRunning(reasonOf(lastError))}`));
      return;
    }
    outage ??= {
      handle: clock.setTimeout(() => {
        const why = lastError === null ? '' : `: ${askIfRunning(reasonOf(lastError))}`;
        end(new CliError('network', `The platform was away for ${rules.giveUpAfterSeconds} s (--give-up-after)${why}`));
      }, rules.giveUpAfterSeconds * 1000),
    };
  }
  return { link, stop };
}
