import { ENDPOINT_NAMES, type EndpointName } from '@agent-session/protocol';
import { checkOptions, described } from './check-options.js';
import { endpointOf } from './endpoint-of.js';
import { FAULT_KINDS, type FaultKind } from './fault-kinds.js';

/** The requests that meet faults unless a rule says otherwise: reads of a session. */
const READS: ReadonlySet<EndpointName | undefined> = new Set(['changes', 'status', 'get'] as const);

/** One fault, as data. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** The endpoint whose requests it can meet. Default: the reads of a session (`changes`, `status`, `get`). */
  readonly on?: EndpointName;
  /**
   * Which of those requests it meets, counted from 1; a fault that cannot happen there (a 204 has no body to cut off)
   * happens at the next one where it can. Left out: `probability` decides.
   */
  readonly at?: number | readonly number[];
  /** How likely each of those requests meets it, 0 to 1. Default 1 without `at`. */
  readonly probability?: number;
}

/** What goes wrong: rules, or a rate at which anything of `kinds` (default: everything) happens. */
export type FaultPlan =
  | readonly FaultRule[]
  | {
      /** How likely each read of a session meets a fault, 0 to 1. Default 0.2. */
      readonly rate?: number;
      readonly kinds?: readonly FaultKind[];
    };

/** Which fault each request meets, by rules. */
export interface FaultRules {
  /** What the request meets; the first rule that holds wins. */
  readonly choose: (request: Request) => FaultKind | null;
  /** Has to be told of each fault that happened: what could not happen where `at` says happens at the next request. */
  readonly happened: (kind: FaultKind) => void;
  /** Whether any rule can meet the request. */
  readonly meets: (request: Request) => boolean;
}

/** True for a list of rules. */
export function isRuleList(plan: FaultPlan): plan is readonly FaultRule[] {
  return Array.isArray(plan);
}

/**
 * Makes sure that a plan makes sense.
 *
 * @throws TypeError that names the place.
 */
export function checkFaultPlan(plan: FaultPlan): void {
  if (isRuleList(plan)) {
    for (const [index, rule] of plan.entries()) checkRule(rule, `faults[${index}]`);
    return;
  }
  if (typeof plan !== 'object' || (plan as unknown) === null) {
    throw new TypeError('"faults" is a list of rules, or { rate, kinds }.');
  }
  checkOptions(plan, { rate: true, kinds: true }, 'faults');
  const { rate, kinds = [] } = plan;
  if (rate !== undefined && !isShare(rate))
    throw new TypeError(`"rate" of faults must be a number between 0 and 1, not ${described(rate)}.`);
  if (!Array.isArray(kinds)) throw new TypeError(`"kinds" of faults must be a list, not ${described(kinds)}.`);
  for (const kind of kinds as readonly FaultKind[]) checkKind(kind, 'faults.kinds');
}

/** Kinds that are no fault of one request: they hold for the session, or are there when nothing else is. */
const NOT_PER_REQUEST: ReadonlySet<FaultKind> = new Set(['skipped-status', 'empty-after-end'] as const);

/** Follows rules request by request. */
export function followRules(rules: readonly FaultRule[], random: () => number): FaultRules {
  const own = rules.filter(({ kind }) => !NOT_PER_REQUEST.has(kind)).map((rule) => ({ ...rule, count: 0, due: 0 }));
  const named = new Set<EndpointName | undefined>(rules.flatMap(({ on }) => on ?? [...READS]));
  return {
    choose(request) {
      const endpoint = endpointOf(request);
      let chosen: FaultKind | null = null;
      for (const rule of own) {
        if (rule.on === undefined ? !READS.has(endpoint) : rule.on !== endpoint) continue;
        rule.count += 1;
        if ([rule.at ?? []].flat().includes(rule.count)) rule.due += 1;
        const isMeant = rule.at === undefined || rule.due > 0;
        // Drawn for every request it can meet, so that one rule does not shift the numbers of another.
        const isDrawn = rule.probability === undefined || random() < rule.probability;
        if (chosen === null && isMeant && isDrawn) chosen = rule.kind;
      }
      return chosen;
    },
    happened(kind) {
      const rule = own.find((each) => each.kind === kind && each.due > 0);
      if (rule) rule.due -= 1;
    },
    meets: (request) => named.has(endpointOf(request)),
  };
}

function checkRule(rule: FaultRule, place: string): void {
  if (typeof rule !== 'object' || (rule as unknown) === null)
    throw new TypeError(`${place} must be { kind, … }, not ${described(rule)}.`);
  const { kind, at, on, probability } = rule;
  checkKind(kind, place);
  checkOptions(rule, { kind: true, on: true, at: true, probability: true }, place);
  if (on !== undefined && !ENDPOINT_NAMES.includes(on)) {
    throw new TypeError(`${place}: "on" names no endpoint: "${on}". There are: ${ENDPOINT_NAMES.join(', ')}.`);
  }
  if (at !== undefined && [at].flat().some((each) => !Number.isSafeInteger(each) || each < 1)) {
    throw new TypeError(`${place}: "at" counts requests from 1; it is ${described(at)}.`);
  }
  if (probability !== undefined && !isShare(probability)) {
    throw new TypeError(`${place}: "probability" must be a number between 0 and 1, not ${described(probability)}.`);
  }
}

function checkKind(kind: FaultKind, place: string): void {
  if (!Object.hasOwn(FAULT_KINDS, kind)) {
    throw new TypeError(`${place} has the kind "${kind}"; known: ${Object.keys(FAULT_KINDS).join(', ')}.`);
  }
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
