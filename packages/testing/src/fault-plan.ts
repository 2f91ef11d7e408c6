import { ENDPOINT_NAMES, type EndpointName } from '@agent-session/protocol';
import { checkOptions, described } from './check-options.js';
import { endpointOf } from './endpoint-of.js';
import { FAULT_ENDPOINTS, FAULT_KINDS, SESSION_READS, SESSION_WIDE, type FaultKind } from './fault-kinds.js';

/** One fault, as data. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** The endpoint whose requests it can meet. Default: the reads of a session (`changes`, `status`, `get`) where it can. */
  readonly on?: EndpointName;
  /**
   * Which of those requests it meets, counted from 1; a fault that cannot happen there (a 204 has no body to cut off)
   * happens at the next one where it can. Left out: `probability` decides. `skipped-status` and `empty-after-end` hold
   * for a whole session and take neither.
   */
  readonly at?: number | readonly number[];
  /** How likely each of those requests meets it, 0 to 1. Default 1 without `at`. */
  readonly probability?: number;
}

/**
 * What goes wrong: rules, or a rate at which anything of `kinds` happens (default: everything that a session can survive,
 * so no `unauthorized-401`, `not-found-404`, `invalid-422`). A rule that asks for a fault by name and never gets it fails
 * the platform's `close()`; under a rate, and with a `probability`, faults are counted as they come.
 */
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
  readonly happened: (kind: FaultKind, request: Request) => void;
  /** Whether any rule can meet the request. */
  readonly meets: (request: Request) => boolean;
  /** Whether a rule asks for it by name. */
  readonly asksFor: (kind: FaultKind) => boolean;
  /** Adds a rule; its requests are counted from now on. */
  readonly add: (rule: FaultRule) => void;
  /** Rules that asked for a fault by name and never got it. */
  readonly unmet: readonly FaultRule[];
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

/** Follows rules request by request. */
export function followRules(given: readonly FaultRule[], random: () => number): FaultRules {
  const followed = (rule: FaultRule) => ({ rule, count: 0, due: 0, times: 0 });
  const rules = given.map(followed);
  return {
    choose(request) {
      const endpoint = endpointOf(request);
      let chosen: FaultKind | null = null;
      for (const each of rules) {
        const { kind, at, probability } = each.rule;
        if (SESSION_WIDE.has(kind) || !canMeet(each.rule, endpoint)) continue;
        each.count += 1;
        if ([at ?? []].flat().includes(each.count)) each.due += 1;
        const isMeant = at === undefined || each.due > 0;
        // Drawn for every request it can meet, so that one rule does not shift the numbers of another.
        const isDrawn = probability === undefined || random() < probability;
        if (chosen === null && isMeant && isDrawn) chosen = kind;
      }
      return chosen;
    },
    happened(kind, request) {
      const endpoint = endpointOf(request);
      const own = rules.filter(({ rule }) => rule.kind === kind && canMeet(rule, endpoint));
      const met = own.find(({ rule, due }) => rule.at === undefined || due > 0);
      if (met === undefined) return;
      met.times += 1;
      if (met.due > 0) met.due -= 1;
    },
    meets: (request) => rules.some(({ rule }) => canMeet(rule, endpointOf(request))),
    asksFor: (kind) => rules.some(({ rule }) => rule.kind === kind),
    add: (rule) => void rules.push(followed(rule)),
    get unmet() {
      return rules.filter(({ rule, times }) => times === 0 && rule.probability === undefined).map(({ rule }) => rule);
    },
  };
}

function canMeet({ kind, on }: FaultRule, endpoint: EndpointName | undefined): boolean {
  if (endpoint === undefined || !FAULT_ENDPOINTS[kind].includes(endpoint)) return false;
  return on === undefined ? (SESSION_READS as readonly EndpointName[]).includes(endpoint) : on === endpoint;
}

/** A rule in words, for messages. */
export function ruleInWords({ kind, on, at }: FaultRule): string {
  const where = on === undefined ? '' : ` on ${on}`;
  return at === undefined ? `${kind}${where}` : `${kind}${where} at ${[at].flat().join(', ')}`;
}

/**
 * Makes sure that a rule can ever hold.
 *
 * @throws TypeError that names the place.
 */
export function checkRule(rule: FaultRule, place: string): void {
  if (typeof rule !== 'object' || (rule as unknown) === null)
    throw new TypeError(`${place} must be { kind, … }, not ${described(rule)}.`);
  const { kind, at, on, probability } = rule;
  checkKind(kind, place);
  checkOptions(rule, { kind: true, on: true, at: true, probability: true }, place);
  if (on !== undefined && !ENDPOINT_NAMES.includes(on)) {
    throw new TypeError(`${place}: "on" names no endpoint: "${on}". There are: ${ENDPOINT_NAMES.join(', ')}.`);
  }
  if (on !== undefined && !FAULT_ENDPOINTS[kind].includes(on)) {
    throw new TypeError(`${place}: ${kind} cannot happen on ${on}. It can on: ${FAULT_ENDPOINTS[kind].join(', ')}.`);
  }
  if (SESSION_WIDE.has(kind) && (at !== undefined || probability !== undefined)) {
    throw new TypeError(`${place}: ${kind} holds for a whole session and takes no "at" and no "probability".`);
  }
  if (Array.isArray(at) && at.length === 0) {
    throw new TypeError(`${place}: "at" is an empty list: no request would ever meet it. Leave it out to meet all.`);
  }
  if (probability === 0) throw new TypeError(`${place}: a "probability" of 0 never happens.`);
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
