import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';

/** One for each draft: compiling the meta-schema takes longer than all else. */
const instances = new Map<string, Ajv | Ajv2020>();

/** Ajv with the options we give it, and nothing else of ours: the yardstick of verdicts and of speed. */
export function rawAjv(draft: 'draft7' | 'draft2020-12'): Ajv | Ajv2020 {
  const known = instances.get(draft);
  if (known !== undefined) return known.removeSchema(); // all but the meta-schemas
  const all = { strict: false, ownProperties: true, logger: false } as const;
  const ajv = draft === 'draft7' ? new Ajv(all) : new Ajv2020(all);
  (formatsPlugin as unknown as (target: unknown) => void)(ajv);
  instances.set(draft, ajv);
  return ajv;
}
