import { assertEquals, assertMatch } from "@std/assert";
import { getLogger } from "@logtape/logtape";
import { startLogging } from "../../cli/logging.ts";
import { Output } from "../../cli/output.ts";
import type { LoggingConfig } from "../../config/mod.ts";
import { defineTask, Worker } from "../../worker/mod.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { TestDatabase } from "../_support/database.ts";
import { untilTask } from "../worker/_harness.ts";

const library = getLogger(["some", "library"]);

const talkative = defineTask({ namespace: "talk", name: "chat", version: "1.0.0" })
  .step("speak", async ({ log }) => {
    // deno-lint-ignore no-console -- what handlers do
    console.warn("%s is %d", "five", 5, { a: 1 });
    await Promise.resolve();
    library.info("From {place}", { place: "below" });
    log.error("By the context");
    return {};
  });

const consoleLog = () => console.log.toString();

/** Runs a task whose handler logs in three ways, and gives the lines that reached standard error. */
async function linesOf(
  format: LoggingConfig["format"],
): Promise<{ readonly task: string; readonly lines: string[] }> {
  await using db = await TestDatabase.create();
  const lines: string[] = [];
  const writeError = (text: string) => void lines.push(...text.split("\n").filter((line) => line !== ""));
  const out = new Output({
    isTerminal: false,
    isErrorTerminal: false,
    columns: 80,
    write: () => {},
    writeError,
  }, false);
  await using _ = await startLogging({ level: "info", format, captureConsole: true }, out);
  await using worker = new Worker({ database: { url: db.url }, tasks: [talkative] });
  await worker.start();
  const [task] = await createTasks(db.sql, [{ namespace: "talk", name: "chat", context: {} }]);
  await untilTask(db.sql, task?.taskUuid ?? "", "complete");
  return { task: task?.taskUuid ?? "", lines };
}

Deno.test("each line of a step tells which one, by whatever way it was logged, as JSON", async () => {
  const { task, lines } = await linesOf("json");
  const told = lines.map((line) => JSON.parse(line)).filter((line) => line.task_uuid === task);

  assertEquals(told.map(({ level, logger, message }) => [level, logger, message]), [
    ["warning", "console", "five is 5 { a: 1 }"],
    ["info", "some.library", "From below"],
    ["error", "tasker.step", "By the context"],
  ]);
  for (const line of told) {
    assertEquals([line.namespace, line.task, line.step, line.attempt], ["talk", "chat", "speak", 1]);
    assertMatch(line.correlation_id, /^[0-9a-f-]{36}$/);
    assertMatch(line.step_uuid, /^[0-9a-f-]{36}$/);
  }
});

Deno.test("each line of a step tells which one for people too, and the console is given back", async () => {
  const before = consoleLog();
  const { task, lines } = await linesOf("pretty");

  const told = lines.filter((line) => line.includes(`task_uuid=${task}`));
  assertEquals(told.length, 3);
  for (const line of told) {
    assertMatch(line, /correlation_id=\S+ .*namespace=talk task=chat step=speak attempt=1/);
  }
  assertEquals(consoleLog(), before);
});
