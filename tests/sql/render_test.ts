import { assertEquals } from "@std/assert";
import { migrate } from "../../sql/migrate.ts";
import { renderSql } from "../../sql/render.ts";
import { snapshot } from "../../sql/snapshot.ts";
import { readSqlFiles } from "../../sql/sql_files.ts";
import { TestDatabase } from "../_support/database.ts";
import { SERVERS } from "../_support/servers.ts";

const hasPsql = await new Deno.Command("psql", { args: ["--version"] }).output().then(
  () => true,
  () => false,
);

async function psql(url: string, script: string): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".sql" });
  await Deno.writeTextFile(path, script);
  const { success, stderr } = await new Deno.Command("psql", { args: ["-X", "-q", "-f", path, url] })
    .output();
  await Deno.remove(path);
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

for (const server of SERVERS) {
  Deno.test({
    name: `renderSql() gives what migrate() gives on PostgreSQL ${server}, with the same ledger`,
    ignore: !hasPsql,
    async fn() {
      await using migrated = await TestDatabase.create({ server });
      await using db = await TestDatabase.create({ server, migrated: false });
      await psql(db.url, await renderSql());
      assertEquals(await snapshot(db.sql), await snapshot(migrated.sql));
      assertEquals(await migrate(db.sql), { ran: [], functionsReplaced: false, pgmq: "own" });
    },
  });
}

Deno.test({
  name: "renderSql() may be run again, and on an older database",
  ignore: !hasPsql,
  async fn() {
    await using db = await TestDatabase.create({ migrated: false });
    const files = await readSqlFiles();
    const nothing = { path: "sql/grants.sql", text: "" };
    await migrate(db.sql, {
      files: { ...files, schema: files.schema.slice(0, 2), views: [], functions: [], grants: nothing },
    });
    await psql(db.url, await renderSql());
    await psql(db.url, await renderSql());
    assertEquals((await migrate(db.sql)).ran, []);
  },
});
