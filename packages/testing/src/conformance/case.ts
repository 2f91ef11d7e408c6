import type { Command, LeafState } from '@agent-session/core';
import type { Clock, EndpointName, SessionEvent, SessionRequest, SessionStatusBody } from '@agent-session/protocol';
import type { ConformanceAgents, ConformanceBehaviour } from './agents.js';
import type { CallOptions, Reply } from './probe.js';
import type { ConformanceSection } from './section.js';

/**
 * What is expected where the public contract is open. `strict`: what this project decided (docs/reference/contract-decisions.md),
 * 409 for commands that a status does not allow. `documented`: whatever the public documents allow.
 */
export type ConformanceProfile = 'strict' | 'documented';

/** What a case needs of a platform, beyond a key. */
export type CaseNeed = 'second-key' | 'quota';

/** One thing a platform has to do. */
export interface ConformanceCase {
  /** `section/what`, stable. */
  readonly id: string;
  readonly section: ConformanceSection;
  /** A sentence about what is right. */
  readonly title: string;
  /**
   * Sessions that it launches for itself. `shared`: it makes do with sessions that other cases look at too. Cost-aware
   * runs leave out `own`.
   */
  readonly sessions: 'none' | 'shared' | 'own';
  /** Cases of a section that share sessions. Those sessions are ended where another group begins. Default: the section. */
  readonly group?: string;
  /** Checked before it runs; without them it is skipped with the reason. */
  readonly needs?: readonly CaseNeed[];
  /** Only where this profile is expected. */
  readonly profile?: ConformanceProfile;
  run(context: CaseContext): Promise<void>;
}

/** A place in the lifecycle that a session can be brought to from outside. */
export type ReachableState = LeafState | 'pausedWithCalls';

/** A session that is where a case wants it. */
export interface StagedSession {
  readonly id: string;
  /** For one that is queued: the sessions of this run that hold slots before it. */
  readonly ahead?: readonly string[];
}

/** What a case works with. */
export interface CaseContext {
  readonly profile: ConformanceProfile;
  readonly agents: ConformanceAgents;
  readonly clock: Clock;
  /** A second key with an owner of its own; only there if the case needs it. */
  readonly otherApiKey: string;
  /** Sends one request; see Probe. */
  call(name: EndpointName, options?: CallOptions): Promise<Reply>;
  /** The same to a session. */
  to(name: EndpointName, id: string, options?: CallOptions): Promise<Reply>;
  /**
   * Sends a request to create a session of the agent that does this. Skips the case where there is none; the first time
   * that the platform does not know the agent that answers, without which next to nothing can be tried, is a failure.
   */
  create(
    behaviour: ConformanceBehaviour,
    request?: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<Reply>;
  /**
   * Launches a session that is cancelled when the case is over, and has a slot: sessions that other cases share make room.
   * Skips the case if no agent does this, or every slot is taken by others.
   */
  launch(behaviour: ConformanceBehaviour, request?: Partial<SessionRequest>): Promise<StagedSession>;
  /** A session of its own in a state. */
  own(state: ReachableState): Promise<StagedSession>;
  /** A session in a state that other cases look at too: nothing may be changed. */
  shared(state: ReachableState): Promise<StagedSession>;
  /**
   * Skips the case if the session has left the state by itself, as agents that were not written for this suite may.
   */
  expectStill(id: string, state: ReachableState): Promise<void>;
  /** Sends a command, with whatever body it needs. */
  command(id: string, command: Command['name'], text?: string): Promise<Reply>;
  status(id: string): Promise<SessionStatusBody>;
  /** All events, by pages of `/events`. */
  events(id: string): Promise<readonly SessionEvent[]>;
  /** Asks until it holds. @throws ConformanceFailure when it has not for a minute and a half; sooner once that was in vain. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>;
  pass(milliseconds: number): Promise<void>;
  /** @throws ConformanceFailure unless it holds. */
  check(holds: boolean, otherwise: string): void;
  /** @throws ConformanceFailure unless the reply has one of these codes. */
  expectCode(reply: Reply, ...codes: readonly number[]): Reply;
  /** Ends the case as skipped. */
  skip(reason: string): never;
}
