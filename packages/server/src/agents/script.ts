import type { AgentEventData, SessionErrorCode, ToolRequest } from '@agent-session/protocol';
import type { AgentOutput } from './agent.js';

/** One thing a scripted agent does. */
export type ScriptStep =
  /** Yields this event. */
  | AgentEventData
  /** Yields totals. */
  | Extract<AgentOutput, { kind: 'metrics' }>
  /** Waits, on the server's clock. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Calls tools of the caller and goes on with their results. */
  | { readonly kind: 'call_tools'; readonly calls: readonly ToolRequest[] }
  /** Takes the messages that came while the turn ran; waits for one if there is none, unless `waits` is false. */
  | { readonly kind: 'take_message'; readonly waits?: boolean }
  /** Answers with what was said last. */
  | { readonly kind: 'echo' }
  /** Fails with this error; `code` is the `error_code` of the wire, default `internal`. */
  | { readonly kind: 'fail'; readonly error: string; readonly code?: SessionErrorCode }
  /** Keeps text as a resource of the session. Default media type `text/plain`. */
  | {
      readonly kind: 'save_resource';
      readonly bucket: 'screenshots' | 'files';
      readonly key: string;
      readonly content: string;
      readonly mediaType?: string;
    }
  /** Says nothing more until the run has timed out. The request has to set `max_time_s`. */
  | { readonly kind: 'time_out' }
  /** Somebody steers the session: what the caller of a session does, written into the run. */
  | ScriptedCommand;

/** A command that reaches the session while it runs. */
export interface ScriptedCommand {
  readonly kind: 'command';
  /** A pause takes hold after the next step. */
  readonly command: 'pause' | 'forceAnswer' | 'cancel';
  /** Only for `pause`: resumes so long after it was asked for. Left out: somebody else has to. */
  readonly resumeAfterSeconds?: number;
}

/** A written run: plain JSON. */
export interface Script {
  /** The id callers name in `agent`. */
  readonly name: string;
  readonly description?: string;
  /** How long its sessions are `pending` before they start. Default 0. */
  readonly launchSeconds?: number;
  /** What happens in each turn; turns after the last one repeat it. */
  readonly turns: readonly (readonly ScriptStep[])[];
}
