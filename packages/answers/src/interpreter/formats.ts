import { fullFormats } from 'ajv-formats/dist/formats.js';
import { linearPattern } from '../pattern/linear-pattern.js';

/** A format for texts, or for numbers. */
export type Format =
  | ((text: string) => boolean)
  | { readonly type: 'number'; readonly validate: (value: number) => boolean };

/** The shapes an entry of ajv-formats has. */
type Definition =
  | true
  | RegExp
  | ((text: string) => boolean)
  | { readonly type?: 'string' | 'number'; readonly validate: RegExp | ((value: never) => boolean) };

/** Texts up to here go to the native engine: short enough for the worst of these expressions. */
const NATIVE_LENGTH = 100;

/** The formats of ajv-formats, by name; long texts are matched in linear time. */
export const formats: Readonly<Record<string, Format>> = Object.fromEntries(
  Object.entries(fullFormats as Readonly<Record<string, Definition>>).map(([name, definition]) => [
    name,
    bounded(definition),
  ]),
);

/** The check of a `format`, or `undefined` for one nobody knows: as JSON Schema says, that asks for nothing. */
export function formatCheck(name: string): ((data: unknown) => boolean) | undefined {
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format === undefined) return undefined;
  if (typeof format === 'function') return (data) => typeof data !== 'string' || format(data);
  return (data) => typeof data !== 'number' || !Number.isFinite(data) || format.validate(data);
}

function bounded(definition: Definition): Format {
  if (definition === true) return () => true;
  if (typeof definition === 'function') return definition;
  if (definition instanceof RegExp) return boundedTest(definition);
  if (definition.type === 'number')
    return { type: 'number', validate: definition.validate as (value: number) => boolean };
  return definition.validate instanceof RegExp
    ? boundedTest(definition.validate)
    : (definition.validate as (text: string) => boolean);
}

function boundedTest(expression: RegExp): (text: string) => boolean {
  let linear: ReturnType<typeof linearPattern> | undefined;
  return (text) => {
    if (text.length <= NATIVE_LENGTH) return expression.test(text);
    linear ??= linearPattern(expression.source, expression.flags);
    return linear.test(text);
  };
}
