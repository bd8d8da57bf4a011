import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { loadConfig } from "../../config/mod.ts";
import { completeStepsReport } from "../../orchestration/calls/complete_steps_report.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { getTask } from "../../orchestration/calls/get_task.ts";
import { getTaskSteps } from "../../orchestration/calls/get_task_steps.ts";
import { successText } from "../../orchestration/calls/result_text.ts";
import { Orchestrator } from "../../orchestration/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { Gate } from "./_gate.ts";
import { makeFolder, Program } from "./_program.ts";

const MODULE = new URL("./_slow_task.ts", import.meta.url).pathname;
const WORKER_TOML = `[worker]
lease_seconds = 5
heartbeat_seconds = 1
handler_modules = ["${MODULE}"]
`;

interface Up {
  readonly worker_uuid: string;
  readonly health_address: string;
}

/** A database with an orchestrator, a gate for handlers, and worker processes with a lease of 5 seconds. */
async function setUp(stack: AsyncDisposableStack) {
  const db = stack.use(await TestDatabase.create());
  const gate = stack.use(new Gate());
  const root = stack.use(await makeFolder({ "environments/test/worker.toml": WORKER_TOML }));
  const orchestrator = stack.use(
    new Orchestrator({ ...await loadConfig({ environment: "test" }), url: db.url }),
  );
  await orchestrator.start();
  const startWorker = async () => {
    const env = {
      DATABASE_URL: db.url,
      TEST_GATE: gate.url,
      TASKER_CONFIG_ROOT: root.path,
      TASKER_ENV: "test",
    };
    const program = stack.use(new Program(["worker", "--json"], env));
    return { program, ...await program.up<Up>() };
  };
  const createSlow = async () => {
    const [created] = await createTasks(db.sql, [{ namespace: "tests", name: "slow", context: {} }]);
    return created!.taskUuid;
  };
  return { db, gate, startWorker, createSlow };
}

Deno.test("a step whose worker was killed runs again after its lease, and the late result is ignored", async () => {
  await using stack = new AsyncDisposableStack();
  const { db, gate, startWorker, createSlow } = await setUp(stack);
  const killed = await startWorker();
  const task = await createSlow();
  await gate.asked(killed.program.pid);
  killed.program.kill("SIGKILL");
  await killed.program.ended();

  const second = await startWorker();
  await gate.asked(second.program.pid);
  const [step] = await getTaskSteps(db.sql, task);
  const late = successText({ stepUuid: step!.stepUuid, attempt: 1 }, '"late"');
  const report = await completeStepsReport(db.sql, {
    workerUuid: killed.worker_uuid,
    results: `[${late}]`,
  });
  assertEquals(report.map(({ outcome }) => outcome), ["stale"]);

  gate.open(second.program.pid);
  await until(async () => (await getTask(db.sql, task)).status === "complete");
  const steps = await getTaskSteps(db.sql, task);
  assertEquals(steps.map(({ results }) => results), [
    { attempt: 2, pid: second.program.pid, answer: "go on" },
    { after: 2 },
  ]);
});

Deno.test("a worker that was frozen past its lease has its result ignored when it thaws", async () => {
  await using stack = new AsyncDisposableStack();
  const { db, gate, startWorker, createSlow } = await setUp(stack);
  const frozen = await startWorker();
  const task = await createSlow();
  await gate.asked(frozen.program.pid);
  frozen.program.kill("SIGSTOP");
  gate.open(frozen.program.pid);

  const second = await startWorker();
  await gate.asked(second.program.pid);
  gate.open(second.program.pid);
  await until(async () => (await getTask(db.sql, task)).status === "complete");
  frozen.program.kill("SIGCONT");
  await until(async () =>
    (await fetch(`${frozen.health_address}/ready`).then((r) => r.json())).status === "ready"
  );

  frozen.program.kill("SIGTERM"); // stopping sends what it still has
  assertEquals(await frozen.program.ended(), EXIT.ok, frozen.program.stderr);
  const [step] = await getTaskSteps(db.sql, task);
  assertEquals(step?.results, { attempt: 2, pid: second.program.pid, answer: "go on" });
});

Deno.test("worker says what is wrong before it claims anything", async () => {
  await using db = await TestDatabase.create({ migrated: false, invariants: false });
  await using root = await makeFolder({
    "base/worker.toml": '[worker]\nhandler_modules = ["/not/there.ts", "./handlers.ts", "tasker:mod.ts"]\n',
  });
  const run = async (env: Readonly<Record<string, string>>) => {
    await using program = new Program(["worker"], { DATABASE_URL: db.url, TASKER_ENV: "test", ...env });
    return { code: await program.ended(), stderr: program.stderr };
  };
  const modules = await run({ TASKER_CONFIG_ROOT: root.path });
  assertEquals(modules.code, EXIT.usage);
  assertStringIncludes(modules.stderr, 'worker.handler_modules: "/not/there.ts" does not exist');
  assertStringIncludes(modules.stderr, '"tasker:mod.ts" exports neither tasks nor handlers');

  const nothing = await run({});
  assertEquals(nothing.code, EXIT.usage);
  assertStringIncludes(nothing.stderr, "there is nothing to run");

  await using good = await makeFolder({ "base/worker.toml": WORKER_TOML });
  const schema = await run({ TASKER_CONFIG_ROOT: good.path });
  assertEquals(schema.code, EXIT.schemaMismatch);
  assertMatch(schema.stderr, /run `tasker migrate`/);
});
