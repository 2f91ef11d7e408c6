import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { JsonSchema } from '../../src/index.js';

/** One schema of the official JSON Schema Test Suite with its tests. */
export interface SuiteGroup {
  readonly draft: 'draft7' | 'draft2020-12';
  readonly file: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

const ROOT = new URL('../fixtures/json-schema-test-suite/', import.meta.url).pathname;

/** Every group of one draft. A draft-07 schema without `$schema` gets one: elsewhere 2020-12 is the default. */
export function suiteGroups(draft: SuiteGroup['draft']): SuiteGroup[] {
  const folder = join(ROOT, draft);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      const file = relative(ROOT, join(folder, name));
      const groups = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Omit<SuiteGroup, 'draft' | 'file'>[];
      return groups.map((group) => ({ ...group, draft, file, schema: withDraft(group.schema, draft) }));
    });
}

function withDraft(schema: JsonSchema, draft: SuiteGroup['draft']): JsonSchema {
  if (draft === 'draft2020-12') return schema;
  const $schema = 'http://json-schema.org/draft-07/schema#';
  if (typeof schema === 'boolean') return schema;
  return { $schema, ...schema };
}
