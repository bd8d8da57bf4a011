/**
 * Writes the two committed files that are made from the SQL: `deno task snapshot`.
 *
 * `sql/manifest.json` lists the SQL files, for programs that import this package from a registry, where a
 * folder cannot be listed. `sql/schema.snapshot.txt` is what a fresh install has, so that a review sees
 * what a change does to the database. Tests compare both with the files.
 *
 * @module
 */
import { connect } from "../sql/connect.ts";
import { startEmbedded } from "../sql/embedded.ts";
import { migrate } from "../sql/migrate.ts";
import { snapshot } from "../sql/snapshot.ts";
import { listSqlPaths, SQL_ROOT } from "../sql/sql_files.ts";

/** The list of SQL files as `sql/manifest.json` holds it. */
export async function manifestText(): Promise<string> {
  return `${JSON.stringify(await listSqlPaths(), null, 2)}\n`;
}

async function freshSnapshot(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "tasker-snapshot-" });
  if (Deno.build.os !== "windows") await Deno.chmod(folder, 0o755);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));
  const server = cleanup.use(await startEmbedded({ dataDir: `${folder}/pg`, settings: { fsync: "off" } }));
  const sql = connect(server.url, { max: 1 });
  cleanup.defer(() => sql.end());
  await migrate(sql);
  return await snapshot(sql);
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("manifest.json", SQL_ROOT), await manifestText());
  await Deno.writeTextFile(new URL("schema.snapshot.txt", SQL_ROOT), await freshSnapshot());
}
