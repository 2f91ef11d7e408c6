import type { JsonSchema } from './json-schema.js';

/** The type of the answers a literal schema accepts; `unknown` where the schema does not say. */
export type InferAnswer<Schema> = Schema extends JsonSchema ? Infer<Schema, Schema> : unknown;

type Infer<Node, Root> = Node extends boolean
  ? Node extends false
    ? never
    : unknown
  : Node extends { readonly $ref: infer Ref extends string }
    ? Infer<Resolve<Ref, Root>, Root>
    : Node extends { readonly const: infer Value }
      ? Mutable<Value>
      : Node extends { readonly enum: readonly (infer Value)[] }
        ? Mutable<Value>
        : Combined<Node, Root>;

type Combined<Node, Root> = Node extends { readonly anyOf: infer Members }
  ? Both<Union<Members, Root>, ByType<Node, Root>>
  : Node extends { readonly oneOf: infer Members }
    ? Both<Union<Members, Root>, ByType<Node, Root>>
    : Node extends { readonly allOf: infer Members extends readonly unknown[] }
      ? Both<Intersection<Members, Root>, ByType<Node, Root>>
      : ByType<Node, Root>;

type Both<One, Two> = unknown extends Two ? One : unknown extends One ? Two : Flat<One & Two>;

type Union<Members, Root> = Members extends readonly (infer Member)[]
  ? Member extends unknown
    ? Infer<Member, Root>
    : never
  : unknown;

type Intersection<Members extends readonly unknown[], Root> = Members extends readonly [infer First, ...infer Rest]
  ? Both<Infer<First, Root>, Intersection<Rest, Root>>
  : unknown;

type ByType<Node, Root> = Node extends { readonly type: infer Type }
  ? | OneType<Type extends readonly (infer Each)[] ? Each : Type, Node, Root>
    | (Node extends { readonly nullable: true } ? null : never)
  : Node extends { readonly properties: unknown }
    ? OneType<'object', Node, Root>
    : unknown;

type OneType<Type, Node, Root> = Type extends 'string'
  ? string
  : Type extends 'number' | 'integer'
    ? number
    : Type extends 'boolean'
      ? boolean
      : Type extends 'null'
        ? null
        : Type extends 'array'
          ? ArrayOf<Node, Root>
          : Type extends 'object'
            ? ObjectOf<Node, Root>
            : unknown;

type ArrayOf<Node, Root> = Node extends { readonly prefixItems: infer First extends readonly unknown[] }
  ? [...Tuple<First, Root>, ...Rest<Node, Root>]
  : Node extends { readonly items: infer Item }
    ? Item extends readonly unknown[]
      ? [...Tuple<Item, Root>, ...unknown[]]
      : Infer<Item, Root>[]
    : unknown[];

// JSON Schema lets an array end early, so every place of a tuple is optional.
type Tuple<Items extends readonly unknown[], Root> = Items extends readonly [infer First, ...infer Others]
  ? [Infer<First, Root>?, ...Tuple<Others, Root>]
  : [];

type Rest<Node, Root> = Node extends { readonly items: infer Item }
  ? Item extends false
    ? []
    : Infer<Item, Root>[]
  : unknown[];

type ObjectOf<Node, Root> = Node extends { readonly properties: infer Properties }
  ? Flat<
      {
        [Key in keyof Properties as Key extends RequiredKeys<Node> ? WritableKey<Key> : never]: Infer<
          Properties[Key],
          Root
        >;
      } & {
        [Key in keyof Properties as Key extends RequiredKeys<Node> ? never : WritableKey<Key>]?: Infer<
          Properties[Key],
          Root
        >;
      } & { [Key in Exclude<RequiredKeys<Node>, keyof Properties>]: unknown }
    >
  : Node extends { readonly additionalProperties: infer Rest }
    ? Rest extends false
      ? { [Key in RequiredKeys<Node>]: unknown }
      : Record<string, Infer<Rest, Root>>
    : Record<string, unknown>;

type RequiredKeys<Node> = Node extends { readonly required: readonly (infer Key extends string)[] } ? Key : never;

type WritableKey<Key> = Key;

type Resolve<Ref extends string, Root> = Ref extends '#'
  ? Root
  : Ref extends `#/${infer Path}`
    ? Lookup<Root, Path>
    : unknown;

type Lookup<Node, Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? Node extends { readonly [Key in Head]: infer Child }
    ? Lookup<Child, Tail>
    : true
  : Node extends { readonly [Key in Path]: infer Child }
    ? Child
    : true;

type Flat<Type> = Type extends object ? { -readonly [Key in keyof Type]: Type[Key] } : Type;

type Mutable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> } : Value;
