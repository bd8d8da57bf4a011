import { assertEquals, assertRejects } from "@std/assert";
import type { Sql } from "postgres";
import { TestDatabase } from "../_support/database.ts";

/** One session that acts as a role. */
async function actingAs(db: TestDatabase, role: "tasker_client" | "tasker_worker"): Promise<Sql> {
  const session = db.connect();
  await session`set role ${session(role)}`;
  return session;
}

/** Whether a role may call a door function, by its name. */
async function mayCall(sql: Sql, role: string, name: string): Promise<boolean> {
  const [row] = await sql<{ granted: boolean }[]>`
    select has_function_privilege(${role}, p.oid, 'execute') as granted
      from pg_proc p
     where p.pronamespace = 'tasker_v1'::regnamespace and p.proname = ${name}`;
  if (row === undefined) throw new Error(`There is no function tasker_v1.${name}`);
  return row.granted;
}

const WORKERS = [
  "register_worker",
  "claim_steps",
  "complete_steps",
  "complete_steps_report",
  "heartbeat",
  "release_steps",
];
const CLIENTS = ["create_tasks", "register_template", "cancel_tasks"];

Deno.test("a worker may claim and complete, a client may create and operate, neither the other's", async () => {
  await using db = await TestDatabase.create();
  for (const name of WORKERS) {
    assertEquals(await mayCall(db.sql, "tasker_worker", name), true, name);
    assertEquals(await mayCall(db.sql, "tasker_client", name), false, name);
  }
  for (const name of CLIENTS) {
    assertEquals(await mayCall(db.sql, "tasker_worker", name), false, name);
    assertEquals(await mayCall(db.sql, "tasker_client", name), true, name);
  }
});

for (const role of ["tasker_client", "tasker_worker"] as const) {
  Deno.test(`${role} comes through the door and not behind it`, async () => {
    await using db = await TestDatabase.create();
    const session = await actingAs(db, role);
    const [row] = await session`select tasker_v1.api_level() as level`;
    assertEquals(row?.level, 1);
    await assertRejects(() => session`select * from tasker.migrations`, Error, "permission denied");
    await assertRejects(() => session`select tasker.now()`, Error, "permission denied");
  });
}
