/** The work that tasks of crash and chaos runs do, and what must come of it. */
import { PermanentError, RetryableError } from "../../core/handler_errors.ts";
import type { StepContext } from "../../core/step_context.ts";
import type { StepFunction } from "../../core/step_handler.ts";
import type { Template } from "../../core/template.ts";
import { templateOf, type TemplateOptions } from "../_support/fixtures.ts";
import type { Ledger } from "./_ledger.ts";

/** Namespace of everything here. */
export const NAMESPACE = "chaos";

/** Which steps need which. */
export type Shape = Readonly<Record<string, readonly string[]>>;

/** Task names and their graphs. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  single: { a: [] },
  linear: { a: [], b: ["a"], c: ["b"], d: ["c"] },
  diamond: { start: [], left: ["start"], right: ["start"], end: ["left", "right"] },
  fan: { start: [], p: ["start"], q: ["start"], r: ["start"], s: ["start"], merge: ["p", "q", "r", "s"] },
  tree: { root: [], l: ["root"], r: ["root"], ll: ["l"], lr: ["l"], rl: ["r"], rr: ["r"] },
  mixed: { a: [], b: [], c: ["a"], d: ["a", "b"], e: ["c", "d"], f: ["b"], g: ["e", "f"] },
};

/** What a task is asked to do: its context. */
export interface Order {
  /** Tells the task from all others, and is what its steps add up. */
  readonly number: number;
  /** Milliseconds that a handler takes. */
  readonly takesMs: number;
  /** Attempts of each step that fail and may be tried again. */
  readonly fails: Readonly<Record<string, number>>;
  /** The step that fails for good. */
  readonly dooms?: string;
}

/**
 * The templates, one a shape.
 *
 * @param callable Who runs the steps.
 */
export function templatesOf(callable = "chaos.add"): Template[] {
  const each: NonNullable<TemplateOptions["each"]> = {
    handler: { callable },
    retry: { max_attempts: 60, backoff: "linear", backoff_base_ms: 10, max_backoff_ms: 500 },
  };
  return Object.entries(SHAPES).map(([name, shape]) =>
    templateOf(shape, { namespace: NAMESPACE, name, each })
  );
}

/**
 * The handler of every step: adds the number of its task to what its parents gave, and writes down that it ran.
 *
 * @param ledger Where to write.
 */
export function adder(ledger: Ledger): StepFunction {
  return async ({ input, results, attempt, stepUuid, stepName, signal }: StepContext) => {
    ledger.note(stepUuid, attempt);
    const { number, takesMs, fails, dooms } = input as unknown as Order;
    if (takesMs > 0) await elapsed(takesMs, signal);
    if (dooms === stepName) throw new PermanentError("Doomed by its order");
    if (attempt <= (fails[stepName] ?? 0)) throw new RetryableError("Not yet", { retryAfterSeconds: 0.02 });
    const parts = Object.values(results).map((result) => (result as { sum?: number } | null)?.sum ?? 0); // a person may have put in anything
    return { sum: sumOf(number, parts) };
  };
}

/** What every step of a task gives, by name, if nobody interferes. */
export function sumsOf(shape: Shape, { number }: Pick<Order, "number">): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, parents] of Object.entries(shape)) {
    sums[name] = sumOf(number, parents.map((parent) => sums[parent] ?? 0));
  }
  return sums;
}

function sumOf(number: number, parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, number);
}

function elapsed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
