/** Finalization: one processor at a time, and any number may judge. */
import { deepStrictEqual as same, match } from "node:assert/strict";
import type { Sql } from "postgres";
import { moveClock, TestDatabase } from "../_support/database.ts";
import { claim, finish, raisedBy, runAll, startTask } from "../_support/fixtures.ts";
import { backendPid, blockedOn } from "../_support/waiting.ts";

const WORKER = "00000000-0000-7000-8000-000000000001";
const NOON = "2026-01-01T12:00:00Z";

interface Attempt {
  readonly claimed: boolean;
  readonly already_claimed_by: string | null;
  readonly task_state: string;
  readonly message: string;
}

async function attempt(sql: Sql, task: string, processor: string, seconds = 30): Promise<Attempt> {
  const [row] = await sql<[Attempt]>`
    select claimed, already_claimed_by, task_state, message
      from tasker_v1.claim_task_for_finalization(${task}, ${processor}, ${seconds})`;
  return { ...row };
}

/** A task of two steps, the first complete. */
async function halfDone(sql: Sql): Promise<string> {
  const task = await startTask(sql, { a: [], b: ["a"] });
  await finish(sql, WORKER, await claim(sql, WORKER));
  return task;
}

Deno.test("claim_task_for_finalization() claims, extends, and refuses another", async () => {
  await using db = await TestDatabase.create();
  const task = await halfDone(db.sql);
  const state = { already_claimed_by: null, task_state: "steps_in_process" };
  same(await attempt(db.sql, task, "one"), {
    claimed: true,
    ...state,
    message: "Successfully claimed for finalization",
  });
  same(await attempt(db.sql, task, "one"), { claimed: true, ...state, message: "Claim extended" });
  same(await attempt(db.sql, task, "two"), {
    claimed: false,
    ...state,
    already_claimed_by: "one",
    message: "Task already claimed for finalization",
  });
});

Deno.test("claim_task_for_finalization() takes over a claim that expired", async () => {
  await using db = await TestDatabase.create();
  const sql = await db.at(NOON);
  const task = await halfDone(sql);
  await attempt(sql, task, "one", 30);
  await moveClock(sql, "2026-01-01T12:00:29Z");
  same((await attempt(sql, task, "two")).claimed, false);
  await moveClock(sql, "2026-01-01T12:00:30Z");
  same((await attempt(sql, task, "two")).claimed, true);
});

Deno.test("claim_task_for_finalization() says why it does not", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [] });
  same((await attempt(db.sql, task, "one")).message, "Task has no completed or failed steps");
  await runAll(db.sql);
  same((await attempt(db.sql, task, "one")).message, "Task already complete");
  const { message, task_state } = await attempt(db.sql, crypto.randomUUID(), "one");
  same([message, task_state], ["Task not found", "not_found"]);
});

Deno.test("claim_task_for_finalization() writes down every call", async () => {
  await using db = await TestDatabase.create();
  const task = await halfDone(db.sql);
  await attempt(db.sql, task, "one");
  await attempt(db.sql, task, "two");
  const rows = await db.sql`
    select processor_id, claimed, already_claimed_by from tasker.finalization_attempts order by attempted_at`
    .values();
  same([...rows], [["one", true, null], ["two", false, "one"]]);
});

Deno.test("claim_task_for_finalization() lets one of two win that ask at the same time", async () => {
  await using db = await TestDatabase.create();
  const task = await halfDone(db.sql);
  const second = db.connect();
  const pid = await backendPid(second);
  let waiting: Promise<Attempt> | undefined;
  await db.sql.begin(async (tx) => {
    same((await attempt(tx as unknown as Sql, task, "one")).claimed, true);
    waiting = attempt(second, task, "two");
    await blockedOn(db.sql, pid);
  });
  same((await waiting!).message, "Failed to claim - race condition");
});

Deno.test("claim_task_for_finalization() raises TK001 for what is missing or out of range", async (t) => {
  await using db = await TestDatabase.create();
  for (const bad of ["null, 'one'", "gen_random_uuid(), ''", "gen_random_uuid(), 'one', 0"]) {
    await t.step(`claim_task_for_finalization(${bad}) raises TK001`, async () => {
      same(
        (await raisedBy(db.sql.unsafe(`select tasker_v1.claim_task_for_finalization(${bad})`))).code,
        "TK001",
      );
    });
  }
});

Deno.test("release_finalization_claim() releases the owner's claim only", async () => {
  await using db = await TestDatabase.create();
  const task = await halfDone(db.sql);
  await attempt(db.sql, task, "one");
  const [row] = await db.sql`
    select tasker_v1.release_finalization_claim(${task}, 'two') as other,
           tasker_v1.release_finalization_claim(${task}, 'one') as own`;
  same({ ...row }, { other: false, own: true });
  same((await attempt(db.sql, task, "two")).claimed, true);
});

Deno.test("finalize_task_completion() does nothing while steps run, and nothing when all is over", async () => {
  await using db = await TestDatabase.create();
  const task = await halfDone(db.sql);
  const [early] = await db.sql`select * from tasker_v1.finalize_task_completion(${task})`;
  same([early?.action, early?.state], ["nothing", "steps_in_process"]);
  match(early?.reason, /1 of 2 steps complete, 1 ready/);
  await runAll(db.sql);
  const [late] = await db.sql`select * from tasker_v1.finalize_task_completion(${task})`;
  same({ ...late }, { action: "nothing", state: "complete", reason: "The task is complete already" });
});

Deno.test("finalize_task_completion() brings a task to where its steps are", async () => {
  await using db = await TestDatabase.create();
  const task = await halfDone(db.sql);
  await db
    .sql`select tasker_v1.transition_task_state_atomic(${task}, 'steps_in_process', 'evaluating_results', null)`;
  const [row] = await db.sql`select action, state from tasker_v1.finalize_task_completion(${task})`;
  same({ ...row }, { action: "moved", state: "steps_in_process" });
});

Deno.test("finalize_task_completion() raises TK101 for an unknown task", async () => {
  await using db = await TestDatabase.create();
  same((await raisedBy(db.sql`select tasker_v1.finalize_task_completion(gen_random_uuid())`)).code, "TK101");
});
