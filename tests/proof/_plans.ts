/** What model and database are both told. */

/** The first retry waits this long, the second twice as long: the backoff of every template here is linear. */
export const BACKOFF_MS = 1000;

/** A step as its template has it. */
export interface StepPlan {
  readonly name: string;
  readonly parents: readonly string[];
  readonly handler: string;
  readonly maxAttempts: number;
  readonly retryable: boolean;
}

/** What a worker serves. */
export interface WorkerPlan {
  readonly namespaces: readonly string[];
  /** Null means any. */
  readonly handlers: readonly string[] | null;
}

/** How an attempt ended; times are milliseconds. */
export type Outcome =
  | { readonly success: true; readonly result: unknown }
  | { readonly success: false; readonly retryable: boolean; readonly retryAfterMs?: number };
