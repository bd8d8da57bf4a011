import { type ConfigOverrides, loadConfig } from "../../config/mod.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { Orchestrator } from "../../orchestration/orchestrator.ts";
import type { Queryable } from "../../sql/connect.ts";

/** Makes an orchestrator on a database, with the values of the `test` environment. */
export async function makeOrchestrator(
  url: string,
  orchestration: ConfigOverrides["orchestration"] = {},
): Promise<Orchestrator> {
  const config = await loadConfig({ environment: "test", overrides: { orchestration } });
  return new Orchestrator({ ...config, url });
}

/** A template of two steps, `first` and then `second`. */
export const PAIR = {
  namespace: "tests",
  name: "pair",
  version: "1.0.0",
  steps: [
    { name: "first", handler: { callable: "tests.first" }, retry: { max_attempts: 2 } },
    { name: "second", handler: { callable: "tests.second" }, dependencies: ["first"] },
  ],
} as const;

/** Registers {@linkcode PAIR} and creates tasks of it. */
export async function createPairs(sql: Queryable, count: number): Promise<string[]> {
  await registerTemplate(sql, PAIR as never);
  const request = { namespace: PAIR.namespace, name: PAIR.name, context: {} };
  return (await createTasks(sql, Array.from({ length: count }, () => request))).map(({ taskUuid }) => taskUuid);
}
