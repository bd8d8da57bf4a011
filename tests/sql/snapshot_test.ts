import { assertEquals } from "@std/assert";
import { snapshot } from "../../sql/snapshot.ts";
import { SQL_ROOT } from "../../sql/sql_files.ts";
import { manifestText } from "../../tools/write_snapshots.ts";
import { TestDatabase } from "../_support/database.ts";

Deno.test("sql/schema.snapshot.txt is what a fresh install has; else run `deno task snapshot`", async () => {
  await using db = await TestDatabase.create({ server: 18 });
  const committed = await Deno.readTextFile(new URL("schema.snapshot.txt", SQL_ROOT));
  assertEquals(committed, await snapshot(db.sql));
});

Deno.test("sql/manifest.json lists the SQL files; else run `deno task snapshot`", async () => {
  assertEquals(await Deno.readTextFile(new URL("manifest.json", SQL_ROOT)), await manifestText());
});
