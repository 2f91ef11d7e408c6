/** Any value JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object; every property is a {@link JsonValue}. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A JSON Schema document as it travels in `answer_format`: an object of keywords. */
export type JsonSchema = { readonly [keyword: string]: unknown };
