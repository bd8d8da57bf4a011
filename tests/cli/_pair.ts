import type { StepContext } from "../../core/step_context.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { Worker } from "../../worker/mod.ts";
import { type CliResult, runCli, type RunCliOptions } from "../_support/cli.ts";
import type { TestDatabase } from "../_support/database.ts";

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

/** Publishes {@linkcode PAIR} and creates a task of it. */
export async function createPair(db: TestDatabase, n = 1): Promise<string> {
  await registerTemplate(db.sql, PAIR);
  const [task] = await createTasks(db.sql, [{ namespace: "tests", name: "pair", context: { n } }]);
  return task!.taskUuid;
}

/** Starts a worker for {@linkcode PAIR}: `first` doubles `n` and fails where it is negative, `second` adds one. */
export async function startPairWorker(db: TestDatabase): Promise<Worker> {
  const worker = new Worker({
    database: { url: db.url },
    namespaces: ["tests"],
    handlers: {
      "tests.first": ({ input }: StepContext) => {
        const { n } = input as { n: number };
        if (n < 0) throw new Error(`${n} is negative`);
        return n * 2;
      },
      "tests.second": ({ results }: StepContext) => (results["first"] as number) + 1,
    },
  });
  await worker.start();
  return worker;
}

/** Runs a command line on a test's database. */
export async function tasker(
  db: TestDatabase,
  args: readonly string[],
  options: RunCliOptions = {},
): Promise<CliResult> {
  return await runCli([...args, "--env", "test", "--database-url", db.url], options);
}
