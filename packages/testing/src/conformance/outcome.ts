import type { ConformanceSection } from './section.js';

/** A request and its reply, as text, the keys taken out. */
export interface Exchange {
  readonly request: { readonly method: string; readonly url: string; readonly body: string | null };
  /** `null`: none came. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null;
}

/** What became of a case. */
export interface ConformanceResult {
  readonly id: string;
  readonly section: ConformanceSection;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly reason: string | null;
  /** The last requests and replies of a case that failed, oldest first. */
  readonly exchanges: readonly Exchange[];
  readonly durationMs: number;
}

/** The platform did what it should not. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
}

/** The case cannot be tried here. */
export class CaseSkipped extends Error {
  override readonly name = 'CaseSkipped';
}
