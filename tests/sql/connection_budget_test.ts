import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { TaskerError } from "../../core/errors.ts";
import { checkConnectionBudget } from "../../sql/connection_budget.ts";
import { TestDatabase } from "../_support/database.ts";

Deno.test("checkConnectionBudget() refuses what the server could never give, and names the keys", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const needs = [{ what: "database.pool.api", count: 20_000 }, { what: "worker", count: 7 }];
  const error = await assertRejects(() => checkConnectionBudget(db.sql, needs, 5), TaskerError);
  assertEquals(error.code, "TK001");
  assertMatch(
    error.message,
    /may open 20007 connections \(database\.pool\.api 20000, worker 7\), the server allows \d+/,
  );
});

Deno.test("checkConnectionBudget() warns when too few are free, and is content otherwise", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const [limits] = await db.sql`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
             - coalesce(current_setting('reserved_connections', true)::int, 0) as allowed`;
  assertEquals(await checkConnectionBudget(db.sql, [{ what: "worker", count: 1 }], 0), undefined);
  const warning = await checkConnectionBudget(db.sql, [{ what: "worker", count: limits?.allowed }], 0);
  assertMatch(warning ?? "", /free of/);
});
