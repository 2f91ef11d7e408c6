import type { ConformanceCase } from './case.js';
import { changesCases } from './cases/changes-cases.js';
import { commandCases } from './cases/command-cases.js';
import { endpointCases } from './cases/endpoint-cases.js';
import { errorCases } from './cases/error-cases.js';
import { idempotencyCases } from './cases/idempotency-cases.js';
import { lifecycleCases } from './cases/lifecycle-cases.js';
import { pagingCases } from './cases/paging-cases.js';
import { quotaCases } from './cases/quota-cases.js';
import { sharingCases } from './cases/sharing-cases.js';
import { CONFORMANCE_SECTIONS, type ConformanceSection } from './section.js';

const BY_SECTION: Readonly<Record<ConformanceSection, readonly ConformanceCase[]>> = {
  endpoints: endpointCases,
  errors: errorCases,
  lifecycle: lifecycleCases,
  changes: changesCases,
  commands: commandCases,
  paging: pagingCases,
  idempotency: idempotencyCases,
  sharing: sharingCases,
  quotas: quotaCases,
};

/** Every case, in the order they run. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = (
  Object.keys(CONFORMANCE_SECTIONS) as ConformanceSection[]
).flatMap((section) => BY_SECTION[section]);
