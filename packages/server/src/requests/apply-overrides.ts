import { invalidRequest } from '../http/api-error.js';

/** What can be overridden: the resolved request's agent. */
export interface OverrideTarget {
  readonly agent: Readonly<Record<string, unknown>>;
}

type Container = Record<string, unknown> | unknown[];

/** `name`, or `name[field=value]` for a member of a list. */
const SEGMENT = /^([A-Za-z_]\w*)(?:\[([A-Za-z_]\w*)=([^\]]*)\])?$/;
/** Dots outside brackets, so that a value in brackets may contain one. */
const DOTS_OUTSIDE_BRACKETS = /\.(?![^[]*\])/;

/**
 * Applies dotted paths such as `agent.environments[kind=web].start_url` to the resolved agent and returns it; the input
 * is left as it is. The way to the last name must exist; the last name may be new, which the schema then judges.
 *
 * @throws ApiError 422 for a path that leads nowhere.
 */
export function applyOverrides<Target extends OverrideTarget>(
  target: Target,
  overrides: Readonly<Record<string, unknown>>,
): Target {
  if (Object.keys(overrides).length === 0) return target;
  const result = structuredClone(target);
  for (const [path, value] of Object.entries(overrides)) {
    const segments = path.split(DOTS_OUTSIDE_BRACKETS);
    if (segments[0] !== 'agent' || segments.length < 2) throw unknownPath(path, 'it must begin with "agent."');
    let at: Container = result as unknown as Container;
    for (const [index, segment] of segments.entries()) {
      const match = SEGMENT.exec(segment);
      if (!match || segment === '__proto__') throw unknownPath(path, `"${segment}" is not a name`);
      const [, name = '', field, wanted] = match;
      if (Array.isArray(at)) throw unknownPath(path, `choose a member before "${name}", such as [name=value]`);
      if (field === undefined && index === segments.length - 1) {
        at[name] = structuredClone(value);
        break;
      }
      let next: unknown = Object.hasOwn(at, name) ? at[name] : undefined;
      if (field !== undefined) {
        const list: unknown[] = Array.isArray(next) ? next : [];
        const member = list.findIndex((item) => isRecord(item) && String(item[field]) === wanted);
        if (member === -1) throw unknownPath(path, `no member of "${name}" has ${field}=${wanted}`);
        if (index === segments.length - 1) {
          list[member] = structuredClone(value);
          break;
        }
        next = list[member];
      }
      if (!isRecord(next) && !Array.isArray(next)) throw unknownPath(path, `there is no "${name}" in the agent`);
      at = next;
    }
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownPath(path: string, why: string) {
  return invalidRequest([{ type: 'override_path', loc: ['body', 'overrides', path], msg: `Unknown path: ${why}.` }]);
}
