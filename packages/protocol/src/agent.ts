import type { AnswerFormat } from './answer.js';
import type { ToolDefinition } from './tool.js';

/** Where an agent acts. `kind` is `web`, `desktop`, `android` or `workstation`; other keys depend on it. */
export interface Environment {
  readonly id?: string;
  readonly kind?: 'web' | 'desktop' | 'android' | 'workstation' | (string & {});
  readonly start_url?: string | null;
  readonly [option: string]: unknown;
}

/** Instructions an agent can draw on. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  readonly body: string;
  readonly source?: string | null;
  readonly url_pattern?: string | null;
}

/** An agent written out in the request instead of named by its catalog id. */
export interface AgentSpec {
  readonly name: string;
  readonly description: string;
  readonly environments: readonly (string | Environment)[];
  readonly model?: string | null;
  readonly instructions?: string | null;
  readonly subagents?: readonly (string | AgentSpec)[] | null;
  readonly skills?: readonly (string | Skill)[] | null;
  /** Newer platforms take the answer format here instead of at the top level of the request. */
  readonly answer_format?: AnswerFormat | null;
  readonly tools?: readonly ToolDefinition[] | null;
  readonly reasoning_effort?: 'disabled' | 'low' | 'medium' | 'xhigh' | null;
  readonly [extra: string]: unknown;
}
