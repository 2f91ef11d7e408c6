import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';

/** Ajv with the options we give it, and nothing else of ours: the yardstick of verdicts and of speed. */
export function rawAjv(draft: 'draft7' | 'draft2020-12', options: { allErrors?: boolean } = {}): Ajv | Ajv2020 {
  const all = { strict: false, ownProperties: true, logger: false, ...options } as const;
  const ajv = draft === 'draft7' ? new Ajv(all) : new Ajv2020(all);
  (formatsPlugin as unknown as (target: unknown) => void)(ajv);
  return ajv;
}
