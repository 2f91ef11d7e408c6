import { ENDPOINT_NAMES, type EndpointName } from '@agent-session/protocol';
import { endpointOf } from './endpoint-of.js';
import { FAULT_KINDS, type FaultKind } from './fault-kinds.js';

/** The requests that meet faults unless a rule says otherwise: reads of a session. */
const READS: ReadonlySet<EndpointName | undefined> = new Set(['changes', 'status', 'get'] as const);

/** One fault, as data. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** The endpoint whose requests it can meet. Default: the reads of a session (`changes`, `status`, `get`). */
  readonly on?: EndpointName;
  /** Which of those requests it meets, counted from 1. Left out: `probability` decides. */
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

/** True for a list of rules. */
export function isRuleList(plan: FaultPlan): plan is readonly FaultRule[] {
  return Array.isArray(plan);
}

/**
 * Says which fault a request meets, by rules; the first that holds wins.
 *
 * @throws TypeError for a rule that makes no sense; the message names its place.
 */
export function chooseByRules(
  rules: readonly FaultRule[],
  random: () => number,
): (request: Request) => FaultKind | null {
  for (const [index, rule] of rules.entries()) checkRule(rule, `faults[${index}]`);
  const counts = rules.map(() => 0);
  return (request) => {
    const endpoint = endpointOf(request);
    let chosen: FaultKind | null = null;
    for (const [index, rule] of rules.entries()) {
      if (rule.on === undefined ? !READS.has(endpoint) : rule.on !== endpoint) continue;
      const count = (counts[index] ?? 0) + 1;
      counts[index] = count;
      const isMeant = rule.at === undefined || [rule.at].flat().includes(count);
      // Drawn for every request it can meet, so that one rule does not shift the numbers of another.
      const isDrawn = rule.probability === undefined || random() < rule.probability;
      if (chosen === null && isMeant && isDrawn) chosen = rule.kind;
    }
    return chosen;
  };
}

/** Whether any rule can meet a request. */
export function canMeet(rules: readonly FaultRule[]): (request: Request) => boolean {
  const named = new Set<EndpointName | undefined>(rules.flatMap(({ on }) => on ?? [...READS]));
  return (request) => named.has(endpointOf(request));
}

function checkRule({ kind, at, on, probability }: FaultRule, place: string): void {
  if (!Object.hasOwn(FAULT_KINDS, kind)) {
    throw new TypeError(`${place} has the kind "${kind}"; known: ${Object.keys(FAULT_KINDS).join(', ')}.`);
  }
  if (on !== undefined && !ENDPOINT_NAMES.includes(on)) {
    throw new TypeError(`${place}: "on" names no endpoint: "${on}". There are: ${ENDPOINT_NAMES.join(', ')}.`);
  }
  if (at !== undefined && [at].flat().some((each) => !Number.isSafeInteger(each) || each < 1)) {
    throw new TypeError(`${place}: "at" counts requests from 1.`);
  }
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) {
    throw new TypeError(`${place}: "probability" must be between 0 and 1.`);
  }
}
