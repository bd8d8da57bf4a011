/** Small templates, all in the namespace `flow`, one for each shape a rule shows itself in. */
import type { Sql } from "postgres";

/** A step as a template writes it, without its name. */
export interface StepShape {
  readonly needs?: readonly string[];
  /** Callable. @default {"flow.<name of the step>"} */
  readonly handler?: string;
  readonly retry?: Readonly<Record<string, unknown>>;
  readonly timeout_seconds?: number;
}

/** A template as `register_template()` reads it. */
export interface TemplateShape {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly steps: readonly unknown[];
}

/**
 * Writes a template.
 *
 * @param name Its name; the namespace is `flow` and the version `1.0.0` unless `more` says otherwise.
 * @param steps Steps by name, in any order.
 * @param more Further fields: `version`, `input_schema`, `identity_strategy`…
 */
export function template(
  name: string,
  steps: Readonly<Record<string, StepShape>>,
  more: Readonly<Record<string, unknown>> = {},
): TemplateShape {
  return {
    namespace: "flow",
    name,
    version: "1.0.0",
    ...more,
    steps: Object.entries(steps).map(([step, { needs, handler, ...rest }]) => ({
      name: step,
      handler: { callable: handler ?? `flow.${step}` },
      ...needs && { dependencies: needs },
      ...rest,
    })),
  };
}

/** One step `only`. */
export const SINGLE = template("single", { only: {} });

/** `a` → `b` → `c`. */
export const LINEAR = template("linear", { a: {}, b: { needs: ["a"] }, c: { needs: ["b"] } });

/** `a` → `b` and `c` → `d`. */
export const DIAMOND = template("diamond", {
  a: {},
  b: { needs: ["a"] },
  c: { needs: ["a"] },
  d: { needs: ["b", "c"] },
});

/** `a` → `b`, `c`, `d`: three leaves. */
export const FAN = template("fan", {
  a: {},
  b: { needs: ["a"] },
  c: { needs: ["a"] },
  d: { needs: ["a"] },
});

/** Two branches that never meet: `a` → `b` and `x` → `y`. */
export const BRANCHES = template("branches", { a: {}, b: { needs: ["a"] }, x: {}, y: { needs: ["x"] } });

/** `single` whose step retries as said; no jitter, so that its delays are exact. */
export function retrying(retry: Readonly<Record<string, unknown>>): TemplateShape {
  return template("retrying", { only: { retry: { jitter: 0, ...retry } } });
}

/** Registers templates. */
export async function register(sql: Sql, ...templates: readonly TemplateShape[]): Promise<void> {
  for (const written of templates) {
    await sql`select tasker_v1.register_template(${JSON.stringify(written)}::text::jsonb)`;
  }
}
