import { nearest } from './nearest.js';

const NEEDED = ['name', 'description'] as const;

/** What a module exports that was meant to be an agent and is none. */
export interface ExportSlip {
  /** What it lacks, of which export, and what to do: a sentence. */
  readonly message: string;
  /** Beyond doubt meant to be one: it has all but this. */
  readonly isCertain: boolean;
}

/** The first that has a `run` and lacks what else makes an agent, of what a module exports; those beyond doubt first. */
export function exportSlip(module: Readonly<Record<string, unknown>>): ExportSlip | null {
  const slips = Object.entries(module).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.flatMap((each: unknown, index) => slipOf(each, `${name}[${index}]`))
      : slipOf(value, name),
  );
  return slips.find(({ isCertain }) => isCertain) ?? slips[0] ?? null;
}

function slipOf(value: unknown, place: string): readonly ExportSlip[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  if (typeof fields['run'] !== 'function') return [];
  const missing = NEEDED.filter(
    (field) => typeof fields[field] !== 'string' || (field === 'name' && fields[field] === ''),
  );
  if (missing.length === 0) return [];
  const meant = missing.flatMap((field) =>
    Object.keys(fields).flatMap((key) =>
      nearest(key, [field]) === null ? [] : `It has "${key}": did you mean ${field}?`,
    ),
  );
  const advice = meant.length > 0 ? meant.join(' ') : 'Add it, as text.';
  const message = `the export ${place} has a run, but no ${missing.join(' and no ')}. ${advice}`;
  return [{ message, isCertain: missing.length < NEEDED.length }];
}
