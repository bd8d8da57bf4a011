import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import type { Queryable } from "../../sql/connect.ts";

/** A template of two steps, `first` and then `second`, that asks for a whole number `n`. */
export const PAIR = {
  namespace: "tests",
  name: "pair",
  version: "1.0.0",
  input_schema: { type: "object", required: ["n"], properties: { n: { type: "integer" } } },
  steps: [
    { name: "first", handler: { callable: "tests.first" }, retry: { max_attempts: 1 } },
    { name: "second", handler: { callable: "tests.second" }, dependencies: ["first"] },
  ],
} as const;

/** Publishes {@linkcode PAIR}. */
export async function publishPair(sql: Queryable): Promise<void> {
  await registerTemplate(sql, PAIR);
}
