import type { JsonObject, JsonSchema, JsonValue } from './json.js';

/** A tool of the caller that the agent may call. */
export interface ToolDefinition {
  /** 1-64 characters: a letter or `_`, then letters, digits, `_`. */
  readonly name: string;
  readonly description: string;
  readonly input_schema?: JsonSchema;
}

/** A call the agent makes. */
export interface ToolRequest {
  readonly tool_name: string;
  readonly args?: JsonObject;
  readonly id?: string | null;
}

/** The result of a call. */
export interface ToolResult {
  readonly kind: 'tool_result';
  readonly tool_req: ToolRequest;
  readonly result?: JsonValue;
  readonly truncated?: boolean;
  readonly output_artifact_path?: string | null;
}

/** The failure of a call; the agent sees it and goes on. */
export interface ToolError {
  readonly kind: 'error_event';
  readonly error: string;
  readonly origin: string;
  readonly tool_req?: ToolRequest | null;
}

/** Several results sent as one. */
export interface ToolResultBatch {
  readonly type: 'batch';
  readonly results: readonly (ToolResult | ToolError)[];
}
