import { assertEquals } from "@std/assert";
import { checkDrift } from "../../sql/check.ts";
import { TestDatabase } from "../_support/database.ts";

Deno.test("checkDrift() finds nothing in a fresh install", async () => {
  await using db = await TestDatabase.create();
  assertEquals(await checkDrift(db.url), []);
});

Deno.test("checkDrift() names what was added, changed and dropped by hand", async () => {
  await using db = await TestDatabase.create({ invariants: false });
  await db.sql`create index by_hand on tasker.migrations (name)`;
  await db.sql`alter table tasker.migrations alter column applied_at drop default`;
  await db.sql`drop function tasker_v1.api_level()`;
  await db
    .sql`create or replace function tasker.now() returns timestamptz language sql stable as 'select now()'`;
  assertEquals(await checkDrift(db.url), [
    { object: "function tasker.now()", kind: "different" },
    { object: "function tasker_v1.api_level()", kind: "missing" },
    { object: "index tasker.by_hand", kind: "unexpected" },
    { object: "table tasker.migrations", kind: "different" },
  ]);
});

Deno.test("checkDrift() sees a function that anyone may call", async () => {
  await using db = await TestDatabase.create();
  await db.sql`grant execute on function tasker_v1.api_level() to public`;
  assertEquals(await checkDrift(db.url), [{ object: "function tasker_v1.api_level()", kind: "different" }]);
});

Deno.test("checkDrift() installs into a scratch database when one is named", async () => {
  await using db = await TestDatabase.create();
  await using scratch = await TestDatabase.create({ migrated: false });
  assertEquals(await checkDrift(db.url, { scratchUrl: scratch.url }), []);
});
