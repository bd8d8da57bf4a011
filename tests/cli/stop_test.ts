import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { recoverExpiredLeases } from "../../orchestration/calls/recover_expired_leases.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { makeOrchestrator } from "../orchestration/_orchestrator.ts";
import { Gate } from "./_gate.ts";
import { makeFolder, Program } from "./_program.ts";

/** Handlers that run at once; a worker holds twice as many steps again. */
const SLOTS = 2;

/** A worker with few slots and the tasks of `_slow_task.ts`. */
const WORKER_TOML = `[worker]
max_concurrent_steps = ${SLOTS}
buffer_size = ${3 * SLOTS}
drain_timeout_seconds = DRAIN
handler_modules = ["${new URL("./_slow_task.ts", import.meta.url).pathname}"]
`;

interface Up {
  readonly health_address: string;
  readonly address: string;
}

/** A database, a gate for handlers, and programs with a worker. */
async function setUp(stack: AsyncDisposableStack, drainSeconds: number) {
  const db = stack.use(await TestDatabase.create());
  const gate = stack.use(new Gate());
  const toml = WORKER_TOML.replace("DRAIN", String(drainSeconds));
  const root = stack.use(await makeFolder({ "environments/test/worker.toml": toml }));
  const env = {
    DATABASE_URL: db.url,
    TEST_GATE: gate.url,
    TASKER_CONFIG_ROOT: root.path,
    TASKER_ENV: "test",
  };
  const launch = async (command: "start" | "worker") => {
    const program = stack.use(new Program([command, "--json"], env));
    return { program, ...await program.up<Up>() };
  };
  const leased = async () => {
    const [row] = await db.sql`
      select count(*)::int as count from tasker.workflow_steps s where s.state = 'in_progress'`;
    return row?.count as number;
  };
  return { db, gate, launch, leased };
}

async function statuses(address: string): Promise<Record<string, number>> {
  const asked = ["health", "live", "ready"].map(async (path) => {
    const response = await fetch(`${address}/${path}`);
    await response.body?.cancel();
    return [path, response.status] as const;
  });
  return Object.fromEntries(await Promise.all(asked));
}

/** Waits until every task is complete; gives how many attempts the steps took, and how many results were recorded. */
async function untilAllComplete({ sql }: TestDatabase): Promise<Record<string, number>> {
  await until(async () => {
    const [row] = await sql`select bool_and(t.state = 'complete') as done from tasker.tasks t`;
    return row?.done === true;
  }, { deadlineMs: 30_000, what: "all tasks to be complete" });
  const [row] = await sql`
    select sum(s.attempts)::int as attempts, count(*)::int as steps, count(distinct t.step_uuid)::int as recorded,
           count(t.*)::int as recordings
      from tasker.workflow_steps s
      left join tasker.workflow_step_transitions t on t.step_uuid = s.step_uuid and t.to_state = 'complete'`;
  return { ...row };
}

Deno.test("a worker that is told to stop finishes what runs and hands back the rest; told twice, it stops at once", async (test) => {
  await using stack = new AsyncDisposableStack();
  const { db, gate, launch, leased } = await setUp(stack, 30);
  const requests = Array.from(
    { length: 12 },
    (_, n) => ({ namespace: "tests", name: "slow", context: { n } }),
  );
  let lost = 0;

  await test.step("SIGTERM: not ready but alive, unstarted steps are handed back, exit status 0", async () => {
    const { program, health_address } = await launch("worker");
    assertEquals(await statuses(health_address), { health: 200, live: 200, ready: 200 });
    await createTasks(db.sql, requests);
    await gate.asked(program.pid, SLOTS);
    await until(async () => await leased() > SLOTS);

    program.kill("SIGTERM");
    await until(async () => await leased() === SLOTS, { what: "unstarted steps to be handed back" });
    assertEquals(await statuses(health_address), { health: 200, live: 200, ready: 503 });
    gate.open(program.pid);
    assertEquals(await program.ended(), EXIT.ok, program.stderr);
    assertStringIncludes(program.stderr, "Stopping");
    const [ran] = await db.sql`
      select count(*) filter (where s.state = 'complete')::int as complete, sum(s.attempts)::int as attempts
        from tasker.workflow_steps s`;
    assertEquals([{ ...ran }, await leased()], [{ complete: SLOTS, attempts: SLOTS }, 0]);
  });

  await test.step("a second SIGTERM: exit status 143 at once, and its steps run elsewhere after their lease", async () => {
    const { program } = await launch("worker");
    await gate.asked(program.pid, SLOTS);
    program.kill("SIGTERM");
    await until(() => program.stderr.includes("Stopping"));
    program.kill("SIGTERM");
    assertEquals(await program.ended(), EXIT.terminated);
    const later = await db.at(new Date(Date.now() + 120_000).toISOString());
    lost = (await recoverExpiredLeases(later, { limit: 100 })).requeued; // with what it had not handed back yet
    assert(lost >= SLOTS);
  });

  await test.step("nothing is lost, and nothing is recorded twice", async () => {
    const { program } = await launch("worker");
    gate.open(program.pid);
    const { attempts, ...counts } = await untilAllComplete(db);
    assertEquals(counts, { steps: 24, recorded: 24, recordings: 24 });
    assertEquals(attempts, 24 + lost);
    program.kill("SIGTERM");
    assertEquals(await program.ended(), EXIT.ok, program.stderr);
  });
});

Deno.test("start that is told to stop under load keeps every task it accepted, within its grace", async () => {
  await using stack = new AsyncDisposableStack();
  const { db, gate, launch, leased } = await setUp(stack, 2); // long enough to be asked how it is meanwhile
  const { program, address } = await launch("start");
  const accepted = customer(address);
  await gate.asked(program.pid, SLOTS);
  await until(() => accepted.uuids.size >= 20);

  const toldAtMs = performance.now();
  program.kill("SIGTERM"); // its handlers never answer: they are aborted when the grace is over
  await until(() => program.stderr.includes("Stopping"));
  assertEquals(await statuses(address), { health: 200, live: 200, ready: 503 });
  assertEquals(await program.ended(), EXIT.ok, program.stderr);
  assert(performance.now() - toldAtMs < 10_000);
  assertEquals(await leased(), 0);
  await accepted.end;

  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();
  const { program: worker } = await launch("worker");
  gate.open(worker.pid);
  const { attempts, ...counts } = await untilAllComplete(db);
  const [asked] = await db.sql`
    select count(*)::int as count from tasker.tasks t where t.task_uuid = any(${[
    ...accepted.uuids,
  ]}::uuid[])`;
  assertEquals(asked?.count, accepted.uuids.size);
  assertEquals(counts.recorded, counts.steps);
  assertEquals(counts.recordings, counts.steps);
  assert(attempts! <= counts.steps! + SLOTS);
});

/** Asks for one task after another until nobody listens any more; keeps what was accepted. */
function customer(address: string): { readonly uuids: ReadonlySet<string>; readonly end: Promise<void> } {
  const uuids = new Set<string>();
  const headers = { "content-type": "application/json" };
  const ask = async () => {
    for (let n = 0;; n += 1) {
      const body = JSON.stringify({ namespace: "tests", name: "slow", context: { n } });
      try {
        const response = await fetch(`${address}/v1/tasks`, { method: "POST", headers, body });
        const { task_uuid } = await response.json();
        if (response.status === 201) uuids.add(task_uuid);
      } catch {
        return; // it has stopped
      }
    }
  };
  return { uuids, end: ask() };
}
