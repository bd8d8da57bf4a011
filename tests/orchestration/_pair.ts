import type { Template } from "../../core/template.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import type { Queryable } from "../../sql/connect.ts";

/** A template of two steps, `first` and then `second`; its input needs a `total`. */
export const PAIR: Template = {
  namespace: "tests",
  name: "pair",
  version: "1.0.0",
  input_schema: {
    type: "object",
    properties: { total: { type: "integer" }, note: { type: "string" } },
    required: ["total"],
  },
  steps: [
    {
      name: "first",
      handler: { callable: "tests.first" },
      retry: { max_attempts: 2, backoff: "linear", backoff_base_ms: 100, jitter: 0 },
    },
    { name: "second", handler: { callable: "tests.second" }, dependencies: ["first"] },
  ],
};

/** A request for a task of {@linkcode PAIR}, as SQL and HTTP take it. */
export const PAIR_REQUEST = { namespace: "tests", name: "pair", context: { total: 12 } } as const;

/** Registers {@linkcode PAIR} and creates tasks of it. */
export async function createPairs(sql: Queryable, count: number): Promise<string[]> {
  await registerTemplate(sql, PAIR);
  const tasks = await createTasks(sql, Array.from({ length: count }, () => PAIR_REQUEST));
  return tasks.map(({ taskUuid }) => taskUuid);
}
