import type { JsonSchema, JsonValue } from '@agent-session/protocol';
import { coerce } from './coerce.js';
import {
  ITEM_FIELDS,
  type ItemField,
  type PageField,
  itemField,
  normalName,
  pageField,
} from '../values/field-names.js';
import type { Fact, PageItem } from '../list/read-item.js';
import { type SchemaNode, choicesOf, isSchema, schemaNode } from './schema-node.js';
import { plainItem } from './write-text.js';

/** What there is to fill an answer with. */
export interface AnswerMaterial {
  readonly items: readonly PageItem[];
  /** Items of the list before the first of these. */
  readonly offset: number;
  readonly page: ReadonlyMap<PageField, Fact>;
}

/** A filled answer, or the field that could not be filled. */
export type FilledAnswer =
  | { readonly ok: true; readonly answer: JsonValue }
  | { readonly ok: false; readonly field: string; readonly reason: string };

type Filled = { readonly value: JsonValue } | { readonly field: string; readonly reason: string };

const MAX_DEPTH = 24;
/** Places of the schema looked at, for all items together: far more than a schema for people asks for. */
const MAX_STEPS = 200_000;

class TooMuchWork extends Error {}
const ITEM_NAME = /story|item|article|product|headline|result|post|first|top|best|featured|lead|latest/;

/**
 * Fills the shape of a schema with what a page offers: arrays with the items of its list, an object without arrays
 * with the first item, fields by what their names stand for. Optional fields the page does not offer are left out.
 */
export function fillAnswer(schema: JsonSchema, material: AnswerMaterial): FilledAnswer {
  const filled = fillRoot(schema, material);
  return 'value' in filled
    ? { ok: true, answer: filled.value }
    : { ok: false, field: filled.field, reason: filled.reason };
}

function fillRoot(schema: JsonSchema, material: AnswerMaterial): Filled {
  try {
    return new Filler(schema, material).fillPage(schema, '', 0);
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    return missing(
      '',
      `filling it takes more than ${MAX_STEPS} steps, because the schema is too large or refers to itself`,
    );
  }
}

class Filler {
  readonly #root: JsonSchema;
  readonly #material: AnswerMaterial;
  readonly #nodes = new Map<JsonSchema, SchemaNode>();
  readonly #choices = new Map<SchemaNode, readonly JsonSchema[]>();
  /** The objects that are being filled with the item at hand, outermost first. */
  #open = new Set<JsonSchema>();
  #nextObject = 0;
  #steps = 0;

  constructor(root: JsonSchema, material: AnswerMaterial) {
    this.#root = root;
    this.#material = material;
  }

  #spend = (steps: number): void => {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw new TooMuchWork();
  };

  #choicesOf(node: SchemaNode): readonly JsonSchema[] {
    let choices = this.#choices.get(node);
    if (choices === undefined) {
      choices = choicesOf(node);
      this.#choices.set(node, choices);
    }
    return choices;
  }

  #node(schema: JsonSchema): SchemaNode {
    this.#spend(1);
    let node = this.#nodes.get(schema);
    if (node === undefined) {
      node = schemaNode(schema, this.#root, this.#spend);
      this.#nodes.set(schema, node);
    }
    return node;
  }

  /** A place that stands for the page: it has the list somewhere below, or is the list. */
  fillPage(schema: JsonSchema, path: string, depth: number): Filled {
    const node = this.#node(schema);
    const choices = this.#choicesOf(node);
    if (choices.length > 0)
      return this.#firstOf(choices, path, (choice) => this.fillPage(choice, path, depth + 1), depth);
    if (node.types.includes('array')) return this.#fillList(node, path, depth);
    if (node.types.length === 0 || (node.types.includes('object') && node.properties.size === 0)) {
      const items = this.#material.items.map(plainItem);
      return { value: node.types.length === 0 ? items : { items } };
    }
    if (!node.types.includes('object'))
      return this.#firstItem(path, 0, (item, position) =>
        this.#fillField(itemFieldFor(path) ?? 'title', node, item, position, path),
      );
    const holdsItems = [...node.properties.values()].some((property) => this.#holdsItems(property, depth + 1));
    if (!holdsItems)
      return this.#firstItem(path, this.#nextObject++, (item, position) =>
        this.#fillItem(schema, item, position, path, depth + 1, null),
      );
    return this.#fillObject(node, path, (name, property, at) =>
      this.#fillPageProperty(name, property, node, at, depth),
    );
  }

  #fillPageProperty(name: string, property: JsonSchema, parent: SchemaNode, path: string, depth: number): Filled {
    const node = this.#node(property);
    const beside = [...parent.properties.values()].some(
      (other) => other !== property && this.#holdsList(other, depth + 1),
    );
    if (beside && node.types.includes('object') && node.properties.size > 0 && !this.#holdsList(property, depth + 1)) {
      // Beside a list, an object tells about the page, unless its name says that it is one of the items.
      if (ITEM_NAME.test(normalName(name)))
        return this.#firstItem(path, 0, (item, position) =>
          this.#fillItem(property, item, position, path, depth + 1, null),
        );
      return this.#fillObject(node, path, (below, schema, at) =>
        this.#fillPageProperty(below, schema, node, at, depth + 1),
      );
    }
    if (this.#holdsItems(property, depth + 1)) {
      const extra =
        !parent.required.has(name) &&
        [...parent.required].some((other) => this.#holdsItems(parent.properties.get(other) ?? {}, depth + 1));
      return extra ? missing(path, 'another field holds the list') : this.fillPage(property, path, depth + 1);
    }
    const constant = constantOf(node);
    if (constant !== undefined) return { value: constant };
    const field = pageField(name);
    const fact = field === null ? undefined : this.#material.page.get(field);
    const value = fact === undefined ? undefined : this.#coerce(fact, property);
    if (value !== undefined) return { value };
    return this.#nothing(property, path, `the page offers nothing for "${name}"`);
  }

  #fillList(node: SchemaNode, path: string, depth: number): Filled {
    const { minItems, maxItems, items, prefixItems } = node.schema as {
      minItems?: unknown;
      maxItems?: unknown;
      items?: unknown;
      prefixItems?: unknown;
    };
    const positional = (Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : []).filter(isSchema);
    const rest = isSchema(items) ? items : positional.length > 0 ? null : {};
    const limit = Math.min(
      typeof maxItems === 'number' ? maxItems : Infinity,
      rest === null ? positional.length : Infinity,
    );
    const values: JsonValue[] = [];
    for (const [index, item] of this.#material.items.entries()) {
      if (values.length >= limit) break;
      const schema = positional[index] ?? (rest as JsonSchema);
      const at = `${path}/${index}`;
      const filled = this.#withItem(() =>
        this.#fillItem(schema, item, this.#material.offset + index + 1, at, depth + 1, itemFieldFor(path)),
      );
      if (!('value' in filled))
        return {
          field: filled.field,
          reason: `${filled.reason} (item ${this.#material.offset + index + 1}, "${short(item.title)}")`,
        };
      values.push(filled.value);
    }
    if (typeof minItems === 'number' && values.length < minItems)
      return missing(path, `it needs at least ${minItems} items and the page offers ${values.length}`);
    return { value: values };
  }

  #fillItem(
    schema: JsonSchema,
    item: PageItem,
    position: number,
    path: string,
    depth: number,
    field: ItemField | null,
  ): Filled {
    if (depth > MAX_DEPTH) return missing(path, 'the schema nests too deeply there');
    const node = this.#node(schema);
    const choices = this.#choicesOf(node);
    if (choices.length > 0)
      return this.#firstOf(
        choices,
        path,
        (choice) => this.#fillItem(choice, item, position, path, depth + 1, field),
        depth,
      );
    if (node.types.includes('object') && node.properties.size > 0) {
      return this.#fillObject(node, path, (name, property, at) =>
        this.#fillItemProperty(name, property, item, position, at, depth + 1, field),
      );
    }
    if (node.types.includes('object') || (node.types.length === 0 && constantOf(node) === undefined))
      return { value: plainItem(item) };
    const wanted = field ?? (node.schema['format'] === 'uri' ? 'url' : 'title');
    return this.#fillField(wanted, node, item, position, path);
  }

  #fillItemProperty(
    name: string,
    property: JsonSchema,
    item: PageItem,
    position: number,
    path: string,
    depth: number,
    above: ItemField | null,
  ): Filled {
    if (depth > MAX_DEPTH) return missing(path, 'the schema nests too deeply there');
    const node = this.#node(property);
    const choices = this.#choicesOf(node);
    if (choices.length > 0)
      return this.#firstOf(
        choices,
        path,
        (choice) => this.#fillItemProperty(name, choice, item, position, path, depth + 1, above),
        depth,
      );
    const constant = constantOf(node);
    if (constant !== undefined) return { value: constant };
    const field = fieldBelow(name, above, node);
    if (node.types.includes('object') && node.properties.size > 0) {
      return this.#fillObject(node, path, (below, schema, at) =>
        this.#fillItemProperty(below, schema, item, position, at, depth + 1, itemField(name)),
      );
    }
    if (node.types.includes('array')) {
      const values = this.#manyOf(name, node, item);
      return values.length > 0
        ? { value: values }
        : this.#nothing(property, path, `the page offers nothing for "${name}"`);
    }
    for (const fact of factsFor(name, field, item, position)) {
      const value = coerce(fact, node);
      if (value !== undefined) return { value };
    }
    const offered = factsFor(name, field, item, position)[0];
    return this.#nothing(
      property,
      path,
      offered === undefined
        ? `the page offers nothing for "${name}"`
        : `the page offers "${short(offered.text)}" for "${name}", which the schema refuses`,
    );
  }

  #fillField(field: ItemField, node: SchemaNode, item: PageItem, position: number, path: string): Filled {
    for (const fact of factsFor(field, field, item, position)) {
      const value = coerce(fact, node);
      if (value !== undefined) return { value };
    }
    return node.types.includes('null')
      ? { value: null }
      : missing(path, `the page offers nothing the schema takes there`);
  }

  #manyOf(name: string, node: SchemaNode, item: PageItem): JsonValue[] {
    const { items } = node.schema as { items?: unknown };
    const itemNode = this.#node(isSchema(items) ? items : { type: 'string' });
    const field = itemField(name);
    const names = [
      normalName(name),
      normalName(name).replace(/s$/, ''),
      ...(field === null ? [] : ITEM_FIELDS[field].split(' ')),
    ];
    const facts =
      names.map((label) => item.labels.get(label)).find((found) => found !== undefined) ??
      (field !== null && item.facts.has(field) ? [item.facts.get(field) as Fact] : []);
    return facts.flatMap((fact) => {
      const value = coerce(fact, itemNode);
      return value === undefined ? [] : [value];
    });
  }

  #fillObject(
    node: SchemaNode,
    path: string,
    fill: (name: string, property: JsonSchema, path: string) => Filled,
  ): Filled {
    // What is the same again, within itself and for the same item, would never end and say nothing new.
    if (this.#open.has(node.target)) return missing(path, 'the schema refers to itself there');
    for (const name of node.required) {
      if (!node.properties.has(name))
        return missing(`${path}/${name}`, 'it is required, but the schema does not describe it');
    }
    this.#open.add(node.target);
    try {
      const value: Record<string, JsonValue> = {};
      for (const [name, property] of node.properties) {
        const filled = fill(name, property, `${path}/${name}`);
        if ('value' in filled)
          Object.defineProperty(value, name, {
            value: filled.value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
        else if (node.required.has(name)) return filled;
      }
      return { value };
    } finally {
      this.#open.delete(node.target);
    }
  }

  #firstItem(path: string, index: number, fill: (item: PageItem, position: number) => Filled): Filled {
    const item = this.#material.items[index];
    return item === undefined
      ? missing(path, `the page offers ${this.#material.items.length} items`)
      : this.#withItem(() => fill(item, this.#material.offset + index + 1));
  }

  /** Another item may fill the same objects as what it stands in. */
  #withItem(fill: () => Filled): Filled {
    const outer = this.#open;
    this.#open = new Set();
    try {
      return fill();
    } finally {
      this.#open = outer;
    }
  }

  /** The first choice that can be filled with something; `null` only when no other can. */
  #firstOf(choices: readonly JsonSchema[], path: string, fill: (choice: JsonSchema) => Filled, depth: number): Filled {
    if (depth > MAX_DEPTH) return missing(path, 'the schema nests too deeply there');
    let failure: Filled | null = null;
    let empty: Filled | null = null;
    for (const choice of choices) {
      const filled = fill(choice);
      if (!('value' in filled)) failure ??= filled;
      else if (filled.value === null) empty ??= filled;
      else return filled;
    }
    return empty ?? failure ?? missing(path, 'the schema allows nothing there');
  }

  #coerce(fact: Fact, property: JsonSchema): JsonValue | undefined {
    const node = this.#node(property);
    const choices = this.#choicesOf(node);
    if (choices.length === 0) return coerce(fact, node);
    for (const choice of choices) {
      const value = coerce(fact, this.#node(choice));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #nothing(property: JsonSchema, path: string, reason: string): Filled {
    const nullable =
      this.#node(property).types.includes('null') ||
      this.#choicesOf(this.#node(property)).some((choice) => this.#node(choice).types.includes('null'));
    return nullable ? { value: null } : missing(path, reason);
  }

  /** True for a schema with an array somewhere below. */
  #holdsList(property: JsonSchema, depth: number, seen = new Set<SchemaNode>()): boolean {
    const node = this.#node(property);
    if (depth > MAX_DEPTH || seen.has(node)) return false;
    seen.add(node);
    return (
      node.types.includes('array') ||
      [...node.properties.values()].some((below) => this.#holdsList(below, depth + 1, seen)) ||
      this.#choicesOf(node).some((choice) => this.#holdsList(choice, depth + 1, seen))
    );
  }

  /** True for a schema the list, or items of it, go into. */
  #holdsItems(property: JsonSchema, depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    const node = this.#node(property);
    if (node.types.includes('array') || node.types.includes('object')) return true;
    return this.#choicesOf(node).some((choice) => this.#holdsItems(choice, depth + 1));
  }
}

function missing(path: string, reason: string): Filled {
  return { field: path === '' ? '/' : path, reason };
}

/** A value the schema itself dictates. */
function constantOf({ schema }: SchemaNode): JsonValue | undefined {
  if (Object.hasOwn(schema, 'const')) return schema['const'] as JsonValue;
  const { enum: options } = schema as { enum?: unknown };
  return Array.isArray(options) && options.length === 1 ? (options[0] as JsonValue) : undefined;
}

/** The field an array of plain values holds, by its name: `titles`, `links`. */
function itemFieldFor(path: string): ItemField | null {
  const name = path.split('/').findLast((token) => !/^\d+$/.test(token)) ?? '';
  return name === '' ? null : itemField(name);
}

/** `author: { name, url }` means the author's name and address, not the item's. */
function fieldBelow(name: string, above: ItemField | null, node: SchemaNode): ItemField | null {
  const own = itemField(name);
  if (above === null || above === 'title' || above === 'url') return uriField(own, node);
  if (above === 'author' && own === 'url') return 'author_url';
  if (above === 'comments' && own === 'url') return 'comments_url';
  if (above === 'price' && own === 'currency') return 'currency';
  if (above === 'image' && own === 'url') return 'image';
  const value =
    /^(?:name|text|title|value|amount|total|count|display|display_name|username|average|src|raw|published|created|label|number)$/.test(
      normalName(name),
    );
  if (value) return above;
  // A group such as `metadata` or `details` says nothing about its fields; `author.url` must not be the item's.
  return own === 'url' || own === 'title' ? null : own;
}

/** `source: { format: uri }` can only be an address. */
function uriField(field: ItemField | null, node: SchemaNode): ItemField | null {
  return node.schema['format'] === 'uri' && (field === 'source' || field === 'site') ? 'url' : field;
}

/** What the page says for a name, the best first. */
function factsFor(name: string, field: ItemField | null, item: PageItem, position: number): readonly Fact[] {
  const facts: Fact[] = [];
  const named = item.labels.get(normalName(name));
  const known = field === null ? undefined : item.facts.get(field);
  if (known !== undefined) facts.push(known);
  if (named !== undefined && field !== 'title' && field !== 'url') facts.push(...named);
  if (field === 'rank') facts.push({ text: String(position) });
  if (field === 'source' && known === undefined)
    facts.push(...[item.facts.get('site')].filter((fact) => fact !== undefined));
  return facts;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
