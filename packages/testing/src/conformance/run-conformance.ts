import { systemClock } from '@agent-session/protocol';
import {
  CONFORMANCE_BEHAVIOURS,
  DEFAULT_CONFORMANCE_AGENTS,
  type ConformanceAgents,
  type ConformanceBehaviour,
} from './agents.js';
import type { ConformanceCase, ConformanceProfile } from './case.js';
import { CONFORMANCE_CASES } from './conformance-cases.js';
import { checkConformanceOptions, type ConformanceOptions } from './conformance-options.js';
import { CaseSkipped, ConformanceFailure, type ConformanceResult } from './outcome.js';
import { findPlatform } from './find-platform.js';
import { createProbe, type ProbeOptions } from './probe.js';
import { createPulse } from './pulse.js';
import { CONFORMANCE_SECTIONS } from './section.js';
import { createStage } from './stage.js';

/**
 * What a run proved. `conforms`: at least one case passed and none failed. `fails`: a case failed. `proves-nothing`: no
 * case was tried to its end, so that nobody knows; it is no success.
 */
export type ConformanceVerdict = 'conforms' | 'fails' | 'proves-nothing';

/** What came out. */
export interface ConformanceReport {
  readonly baseUrl: string;
  readonly profile: ConformanceProfile;
  readonly cost: 'full' | 'cheap';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly sessionsLaunched: number;
  readonly totals: Readonly<Record<ConformanceResult['outcome'], number>>;
  /** What the run proved. */
  readonly verdict: ConformanceVerdict;
  readonly results: readonly ConformanceResult[];
  /** Ids of sessions that could not be ended, and may go on. */
  readonly leftOver: readonly string[];
}

const CHEAP_SESSIONS = 3;
/** How often, and how long apart, a platform that went silent is asked again. */
const COMEBACKS = 3;
const COMEBACK_MS = 2_000;
const TASKS: Readonly<Record<ConformanceBehaviour, string>> = {
  answers: 'Reply with the single word "ready". Do not open any page.',
  works: 'Count slowly from one to one hundred, one number per step. Do not open any page.',
  launches: 'Count slowly from one to one hundred, one number per step. Do not open any page.',
  asksTools: 'Call the tool "ask" twice, then reply with the single word "ready".',
  fails: 'Reply with the single word "ready".',
  timesOut: 'Count slowly from one to one thousand, one number per step. Do not open any page.',
};

const GONE = 'the platform does not answer any more';
const REPLY_TIMEOUT_MS = 30_000;
/** Whoever cleans up has no time for a platform that does not answer. */
const CLEAN_UP_TIMEOUT_MS = 10_000;

/**
 * Tries a platform case by case, one after the other, and reports on each. Cleans up: every session it launched is
 * cancelled in the end, and what it shared is unshared, whatever happened. It never waits for ever: an endpoint that does
 * not answer is left alone after a while. When the platform is gone, the case it went with fails and the rest is skipped.
 *
 * @throws TypeError for an option that makes no sense, or `only` that names nothing. TestingError when nobody answers
 *   at all (`no-platform`), or the key is refused (`key-refused`). Never for what a platform did.
 * @example
 * const report = await runConformance({ baseUrl: 'http://localhost:4100', apiKey: 'hk-local' });
 * console.log(conformanceText(report));
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  checkConformanceOptions(options);
  const {
    baseUrl,
    apiKey,
    otherApiKey = null,
    clock = systemClock,
    profile = 'strict',
    cost = 'full',
    replyTimeoutMs = REPLY_TIMEOUT_MS,
    signal,
  } = options;
  const selected = select(options.only);
  const startedAt = clock.now();
  const maxSessions = options.maxSessions ?? (cost === 'cheap' ? CHEAP_SESSIONS : Number.POSITIVE_INFINITY);
  const pulse = createPulse();
  const probe = (more: Pick<ProbeOptions, 'signal' | 'onReply'>) =>
    createProbe({
      baseUrl,
      apiKey,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      clock,
      secrets: [apiKey, otherApiKey ?? ''],
      pulse,
      // Only what cleans up runs without the signal.
      replyTimeoutMs: more.onReply ? replyTimeoutMs : Math.min(replyTimeoutMs, CLEAN_UP_TIMEOUT_MS),
      ...more,
    });
  const ask = () => findPlatform(probe({ signal, onReply: () => undefined }), baseUrl);
  const stage = createStage({
    clock,
    agents: agentsOf(options.agents),
    tasks: { ...TASKS, ...options.tasks },
    profile,
    otherApiKey,
    pollMs: options.pollMs ?? 500,
    maxSessions,
    signal,
    probe,
  });
  const results: ConformanceResult[] = [];
  let group: string | null = null;
  let isGone = false;

  signal?.throwIfAborted();
  await ask();
  try {
    for (const each of selected) {
      signal?.throwIfAborted();
      const next = `${each.section}/${each.group ?? ''}`;
      // A run that is counting its sessions keeps them to its end.
      if (group !== null && group !== next && cost === 'full') await stage.strikeShared();
      group = next;
      const result = await runCase(each);
      results.push(result);
      options.onResult?.(result);
    }
  } finally {
    await stage.strikeShared();
  }

  /** A server that was started anew is back in a moment. */
  async function isStillGone(): Promise<boolean> {
    for (let attempt = 0; attempt <= COMEBACKS; attempt += 1) {
      if (attempt > 0) {
        await new Promise<void>((resolve) => {
          clock.setTimeout(resolve, COMEBACK_MS);
        });
      }
      try {
        await ask();
        return false;
      } catch {
        signal?.throwIfAborted();
      }
    }
    return true;
  }

  async function runCase(each: ConformanceCase): Promise<ConformanceResult> {
    const { id, section, title } = each;
    const began = clock.now();
    const end = (
      outcome: ConformanceResult['outcome'],
      reason: string | null,
      exchanges: ConformanceResult['exchanges'],
    ) => ({ id, section, title, outcome, reason, exchanges, durationMs: clock.now() - began });
    const missing = isGone ? GONE : missingFor(each);
    if (missing !== null) return end('skipped', missing, []);
    const { context, exchanges, strike } = stage.contextFor(id);
    let result: ConformanceResult;
    try {
      await each.run(context);
      result = end('passed', null, []);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof CaseSkipped) result = end('skipped', error.message, []);
      else if (error instanceof ConformanceFailure) result = end('failed', error.message, [...exchanges]);
      else {
        const why = error instanceof Error ? error.message : String(error);
        result = end('failed', `the reply could not be read: ${why}`, [...exchanges]);
      }
    } finally {
      await strike();
    }
    if (!pulse.isSilent) return result;
    isGone = await isStillGone();
    // Whatever the case says: a platform that does not survive it, or its clean-up, has not passed.
    return isGone && result.outcome !== 'failed' ? end('failed', GONE, [...exchanges]) : result;
  }

  function missingFor({ sessions, needs = [], profile: wanted }: ConformanceCase): string | null {
    if (wanted !== undefined && wanted !== profile)
      return `the public documents leave this open (profile ${wanted} only)`;
    if (cost === 'cheap' && sessions === 'own') return 'it needs a session of its own, which a cheap run leaves out';
    if (needs.includes('second-key') && otherApiKey === null) return 'it needs a second key';
    if (needs.includes('quota') && cost === 'cheap') return 'it fills every slot, which a cheap run leaves out';
    if (sessions === 'own' && stage.launched >= maxSessions)
      return `the run may launch ${maxSessions} sessions, and has`;
    return null;
  }

  const count = (outcome: ConformanceResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const totals = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  return {
    baseUrl,
    profile,
    cost,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: clock.now() - startedAt,
    sessionsLaunched: stage.launched,
    totals,
    verdict: totals.failed > 0 ? 'fails' : totals.passed > 0 ? 'conforms' : 'proves-nothing',
    results,
    leftOver: stage.leftOver,
  };
}

function select(only: readonly string[] | undefined): readonly ConformanceCase[] {
  if (only === undefined || only.length === 0) return CONFORMANCE_CASES;
  for (const wanted of only) {
    if (!CONFORMANCE_CASES.some(({ id }) => id.startsWith(wanted))) {
      const sections = Object.keys(CONFORMANCE_SECTIONS).join(', ');
      throw new TypeError(`No case begins with "${wanted}". Sections: ${sections}.`);
    }
  }
  const isSection = (wanted: string): boolean => Object.hasOwn(CONFORMANCE_SECTIONS, wanted);
  const exact = new Set(CONFORMANCE_CASES.map(({ id }) => id));
  return CONFORMANCE_CASES.filter(({ id }) =>
    only.some((wanted) =>
      exact.has(wanted) ? id === wanted : id.startsWith(isSection(wanted) ? `${wanted}/` : wanted),
    ),
  );
}

function agentsOf(given: ConformanceOptions['agents']): ConformanceAgents {
  if (typeof given !== 'string') return { ...DEFAULT_CONFORMANCE_AGENTS, ...given };
  // An agent nobody wrote for this suite can answer and be interrupted; it cannot be made to fail, or to ask.
  const can: ReadonlySet<string> = new Set<ConformanceBehaviour>(['answers', 'launches', 'works']);
  return Object.fromEntries(
    Object.keys(CONFORMANCE_BEHAVIOURS).map((behaviour) => [behaviour, can.has(behaviour) ? given : null]),
  ) as Record<ConformanceBehaviour, string | null>;
}
