/** Graphs of tasks: levels, ancestors, cycles. */
import { deepStrictEqual as same } from "node:assert/strict";
import { TestDatabase } from "../_support/database.ts";
import { claim, createTask, finish, raisedBy, startTask, stepOf } from "../_support/fixtures.ts";

const WORKER = "00000000-0000-7000-8000-000000000001";

Deno.test("calculate_dependency_levels() takes the longest path from a root", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"], c: ["a", "b"], d: [] });
  const rows = await db.sql`
    select s.name, l.dependency_level
      from tasker_v1.calculate_dependency_levels(${task}) l
      join tasker_v1.get_task_steps(${task}) s on s.step_uuid = l.workflow_step_uuid order by 1`.values();
  same([...rows], [["a", 0], ["b", 1], ["c", 2], ["d", 0]]);
});

Deno.test("calculate_step_depth() is null for an unknown step", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"] });
  const [row] = await db.sql`
    select tasker_v1.calculate_step_depth(${await stepOf(db.sql, task, "b")}) as known,
           tasker_v1.calculate_step_depth(gen_random_uuid()) as unknown`;
  same({ ...row }, { known: 1, unknown: null });
});

Deno.test("get_step_transitive_dependencies() gives each ancestor once, by its shortest way, with results", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"], c: ["a", "b"], other: [] });
  await finish(
    db.sql,
    WORKER,
    (await claim(db.sql, WORKER)).filter(({ step_name }) => step_name === "a"),
    { result: { sum: 7 } },
  );
  const rows = await db.sql`
    select step_name, distance, processed, results
      from tasker_v1.get_step_transitive_dependencies(${await stepOf(db.sql, task, "c")})`.values();
  same([...rows], [["a", 1, true, { sum: 7 }], ["b", 1, false, null]]);
});

Deno.test("get_step_transitive_dependencies() goes all the way up", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"], c: ["b"], d: ["c"] });
  const rows = await db.sql`
    select step_name, distance
      from tasker_v1.get_step_transitive_dependencies(${await stepOf(db.sql, task, "d")})`.values();
  same([...rows], [["c", 1], ["b", 2], ["a", 3]]);
});

Deno.test("detect_cycle() finds which edges close a cycle", async (t) => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql);
  for (
    const [from, to, closes] of [
      ["end", "start", true],
      ["left", "start", true],
      ["start", "end", false],
      ["left", "right", false],
      ["left", "left", true],
    ] as const
  ) {
    await t.step(
      `detect_cycle() finds that ${from} → ${to} ${closes ? "closes" : "does not close"} a cycle`,
      async () => {
        const [row] = await db.sql`
      select tasker_v1.detect_cycle(${await stepOf(db.sql, task, from)}, ${await stepOf(
          db.sql,
          task,
          to,
        )}) as found`;
        same(row?.found, closes);
      },
    );
  }
});

Deno.test("detect_cycle() refuses steps of different tasks, and unknown ones", async () => {
  await using db = await TestDatabase.create();
  const one = await stepOf(db.sql, await startTask(db.sql), "start");
  const other = await stepOf(db.sql, await createTask(db.sql), "start");
  same((await raisedBy(db.sql`select tasker_v1.detect_cycle(${one}, ${other})`)).code, "TK001");
  same((await raisedBy(db.sql`select tasker_v1.detect_cycle(${one}, gen_random_uuid())`)).code, "TK102");
});

Deno.test("step_dag_relationships shows parents, children and the shortest way from a root", async () => {
  await using db = await TestDatabase.create();
  const task = await startTask(db.sql, { a: [], b: ["a"], c: ["b"], root: [], d: ["c", "root"] });
  const rows = await db.sql`
    select n.step_name, jsonb_array_length(r.parent_step_uuids) as parents, jsonb_array_length(r.child_step_uuids) as children,
           r.parent_count, r.child_count, r.is_root_step, r.is_leaf_step, r.min_depth_from_root
      from tasker.step_dag_relationships r
      join tasker.named_steps s using (named_step_uuid)
      join tasker.named_tasks_named_steps n using (named_step_uuid)
     where r.task_uuid = ${task} order by 1`.values();
  same([...rows], [
    ["a", 0, 1, 0, 1, true, false, 0],
    ["b", 1, 1, 1, 1, false, false, 1],
    ["c", 1, 1, 1, 1, false, false, 2],
    ["d", 2, 0, 2, 0, false, true, 1],
    ["root", 0, 1, 0, 1, true, false, 0],
  ]);
});
