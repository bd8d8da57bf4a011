/** The history as events: in the order in which it can be told, so that nobody misses anything. */
import { assertEquals, assertRejects } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../_support/database.ts";
import { createTask, raisedBy, register, runAll, startTask, templateOf } from "../_support/fixtures.ts";
import { SERVERS } from "../_support/servers.ts";
import { until } from "../_support/waiting.ts";

interface Told {
  readonly history_id: string;
  readonly place: number;
  readonly kind: string;
  readonly task_uuid: string;
  readonly event: string;
}

async function eventsOf(sql: Sql, task: string): Promise<Told[]> {
  return [
    ...await sql<Told[]>`select * from tasker_v1.list_task_events(${task}, 0, 0, ${2 ** 40}, 1000)`,
  ];
}

async function eventsOfAll(sql: Sql, namespaces: string[] | null, tasks: string[] | null): Promise<Told[]> {
  return [
    ...await sql<Told[]>`
      select * from tasker_v1.list_events(0, 0, ${2 ** 40}, 10000, ${namespaces}::text[], ${tasks}::uuid[])`,
  ];
}

for (const server of SERVERS) {
  Deno.test(`list_task_events() tells every transition that the views have, in order (PostgreSQL ${server})`, async () => {
    await using db = await TestDatabase.create({ server });
    const task = await startTask(db.sql, { a: [], b: ["a"] });
    const delayed = await createTask(db.sql, { run_at: "2999-01-01T00:00:00Z" });
    await runAll(db.sql);

    for (const uuid of [task, delayed]) {
      const told = (await eventsOf(db.sql, uuid)).map(({ event }) => JSON.parse(event));
      const seen = (step: string | null) =>
        told.filter(({ step_name }) => step_name === step).map((
          { from_state, to_state, attempt, worker_uuid },
        ) => [
          from_state,
          to_state,
          step === null ? null : attempt ?? 0,
          worker_uuid,
        ]);
      const ofTask = await db.sql`
        select t.from_state, t.to_state, null, null
          from tasker_v1.get_task_transitions(${uuid}) t order by t.sort_key`.values();
      assertEquals(seen(null), [...ofTask]);
      for (const step of ["a", "b"]) {
        const ofStep = await db.sql`
          select t.from_state, t.to_state, t.attempt, t.worker_uuid
            from tasker_v1.get_step_transitions(${uuid}) t where t.step_name = ${step} order by t.sort_key`
          .values();
        assertEquals(seen(step), [...ofStep]);
      }
    }
    const [first] = (await eventsOf(db.sql, task)).map(({ event }) => JSON.parse(event));
    assertEquals([first.kind, first.namespace, first.name, first.version, first.task_uuid], [
      "task.transition",
      "shop",
      "order",
      "1.0.0",
      task,
    ]);
  });
}

Deno.test("list_events() tells all, or what some namespaces and tasks have; pages join without a gap", async () => {
  await using db = await TestDatabase.create();
  const one = await startTask(db.sql, { a: [] });
  const two = await createTask(db.sql);
  await register(db.sql, templateOf({ a: [] }, { namespace: "other" }));
  const three = await createTask(db.sql, { namespace: "other" });
  await runAll(db.sql);

  const all = await eventsOfAll(db.sql, null, null);
  const tasks = (told: Told[]) => [...new Set(told.map(({ task_uuid }) => task_uuid))];
  assertEquals(tasks(all), [one, two, three]);
  assertEquals(tasks(await eventsOfAll(db.sql, ["other"], null)), [three]);
  assertEquals(tasks(await eventsOfAll(db.sql, ["other"], [one])), [one, three]);
  assertEquals(tasks(await eventsOfAll(db.sql, null, [two])), [two]);
  assertEquals(await eventsOfAll(db.sql, null, [one]), await eventsOf(db.sql, one));
  assertEquals(await eventsOfAll(db.sql, [], null), []);

  const paged: Told[] = [];
  for (;;) {
    const { history_id = "0", place = 0 } = paged.at(-1) ?? {};
    const page = await db.sql<Told[]>`
      select * from tasker_v1.list_events(${history_id}, ${place}, ${2 ** 40}, 3)`;
    if (page.length === 0) break;
    paged.push(...page);
  }
  assertEquals(paged, all);
  const { code } = await raisedBy(db.sql`select * from tasker_v1.list_events(0, 0, 1, 0)`);
  assertEquals(code, "TK001");
  const unknown = await raisedBy(
    db.sql`select * from tasker_v1.list_task_events(${crypto.randomUUID()}, 0, 0, 1, 1)`,
  );
  assertEquals(unknown.code, "TK101");
});

for (const server of SERVERS) {
  Deno.test(`get_settled_history() waits for a lower id that commits later, and for nobody else (PostgreSQL ${server})`, async () => {
    await using db = await TestDatabase.create({ server });
    await startTask(db.sql, { a: [] });
    const lastId = async () =>
      Number((await db.sql`select last_value from tasker.history_order`)[0]!["last_value"]);
    const look = async (watch: unknown) => {
      const [row] = await db.sql`
        select s.settled_id::float8 as id, s.watch::text
          from tasker_v1.get_settled_history(null, ${watch as string | null}::text::jsonb) s`;
      return row as unknown as { id: number | null; watch: string | null };
    };
    const late = db.connect();
    const foreign = db.connect();
    const { promise: written, resolve: isWritten } = Promise.withResolvers<void>();
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    let [lowest, highest] = [0, 0];

    const idle = foreign.begin(async (tx) => {
      await tx`select pg_current_xact_id()`; // writes, but no history
      await mayEnd;
    });
    const writing = late.begin(async (tx) => {
      await createTask(tx);
      lowest = await lastId();
      isWritten();
      await mayCommit;
    });
    try {
      await written;
      await createTask(db.sql);
      highest = await lastId();
      assertEquals(highest > lowest, true);

      const begunAt = (since: string) => (watch: string | null) =>
        watch === null ? null : JSON.stringify({ ...JSON.parse(watch), since });
      const earlier = begunAt("2020-01-01T00:00:00Z"); // more than a second ago
      const later = begunAt("2999-01-01T00:00:00Z");
      const first = await look(null);
      assertEquals(first.id, null);
      const held = await look(earlier(first.watch));
      assertEquals(held.id, null);
      commit();
      await writing;
      assertEquals((await look(later(first.watch))).id, null, "somebody else still writes, not yet a second");
      const settled = await until(async () => {
        const { id } = await look(earlier(first.watch));
        return id;
      });
      assertEquals(settled, highest);
    } finally {
      commit();
      end();
      await Promise.all([idle, writing]);
    }
    assertEquals(await until(async () => (await look((await look(null)).watch)).id), highest);
  });
}

Deno.test("check_history_id() knows what is behind an id, and refuses what is none", async () => {
  await using db = await TestDatabase.create();
  await startTask(db.sql, { a: [] });
  const found = async (id: number) =>
    (await db.sql`select tasker_v1.check_history_id(${id}) as found`)[0]!["found"];
  assertEquals([await found(0), await found(1), await found(1_000_000)], ["there", "there", "ahead"]);
  for (const id of [null, -1]) {
    const error = await raisedBy(db.sql`select tasker_v1.check_history_id(${id})`);
    assertEquals([error.code, error.message], ["TK001", `Cannot look into the history: the id is ${id}`]);
  }
  const lost = db.sql.begin(async (tx) => {
    await tx`delete from tasker.task_transition_log l where l.history_id <= 1`;
    assertEquals((await tx`select tasker_v1.check_history_id(1) as found`)[0]!["found"], "pruned");
    throw new Error("rolled back");
  });
  await assertRejects(() => lost, Error, "rolled back");
});
