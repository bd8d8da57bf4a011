import { assertEquals, assertMatch } from "@std/assert";
import { runCli } from "../_support/cli.ts";
import { TestDatabase } from "../_support/database.ts";

Deno.test("tasker auth keys create, list, rotate and revoke work on the database, and show a key once", async () => {
  await using db = await TestDatabase.create();
  const run = async (...args: string[]) => {
    const { code, stdout } = await runCli(["auth", ...args, "--json", "--database-url", db.url]);
    return { code, value: stdout === "" ? undefined : JSON.parse(stdout) };
  };
  const made = (await run("keys", "create", "shop", "--scope", "client", "--namespace", "payments")).value;
  assertMatch(made.key, /^tsk_[a-z0-9]{8}_[\w-]{43}$/);
  const rotated = (await run("keys", "rotate", made.prefix, "--overlap-hours", "1")).value;
  assertEquals([rotated.name, rotated.namespaces], ["shop", ["payments"]]);
  assertEquals((await run("keys", "revoke", made.prefix)).value[0].status, "revoked");
  const listed = (await run("keys", "list")).value;
  assertEquals(listed.map(({ prefix }: { prefix: string }) => prefix), [rotated.prefix]);
  assertEquals(JSON.stringify(listed).includes(rotated.key), false);
  assertEquals((await run("keys", "revoke", "nosuchke")).code, 3);
  assertEquals((await run("keys", "create", "bad", "--scope", "clown")).code, 2);
  const logged = await db.sql`
    select c.action, c.target, c.kind, c.subject, c.outcome from tasker.call_audit c order by c.call_uuid`;
  assertEquals(logged.map(({ action, target }) => `${action} ${target}`), [
    `create_api_key key:${made.prefix}`,
    `rotate_api_key key:${made.prefix} → key:${rotated.prefix}`,
    `revoke_api_key key:${made.prefix}`,
  ]);
  for (const { kind, subject, outcome } of logged) {
    assertEquals([kind, subject.startsWith("cli:"), outcome], ["database", true, "done"]);
  }
});
