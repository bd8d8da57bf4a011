import type { Sql } from "postgres";
import { migrate } from "../../sql/migrate.ts";
import type { BlockingSession } from "../../sql/migration_blocked_error.ts";
import { planMigration } from "../../sql/plan_migration.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import type { Output } from "../output.ts";

/** `tasker migrate`: brings the database to this release. */
export const command: Command = {
  options: [
    {
      name: "force",
      type: "boolean",
      summary: "Migrates even if it breaks workers and orchestrators that are up and too old",
    },
    { name: "dry-run", short: "n", type: "boolean", summary: "Shows what would run, and changes nothing" },
  ],
  examples: ["tasker migrate --dry-run", "DATABASE_URL=postgres://… tasker migrate"],
  async run({ out, bareSql }, args) {
    const sql = await bareSql();
    return args.flag("dry-run") ? await showPlan(out, sql) : await runMigration(out, sql, args.flag("force"));
  },
};

async function showPlan(out: Output, sql: Sql): Promise<number> {
  const plan = await planMigration(sql);
  out.show(plan, () => {
    for (const path of plan.schemaFiles) out.line(`would run ${path}`);
    if (plan.replacesFunctions) out.line("would put views, functions and grants in place");
    else out.line("Nothing to do: the database is up to date");
    for (const { kind, uuid, apiLevel } of plan.outdatedPrograms) {
      out.line(out.colors.red(`would be refused: ${kind} ${uuid} is up, of API level ${apiLevel}`));
    }
  });
  return EXIT.ok;
}

async function runMigration(out: Output, sql: Sql, force: boolean): Promise<number> {
  out.status("Migrating…");
  const onBlocked = ([first]: readonly BlockingSession[]) =>
    out.status(`Waiting for locks${first === undefined ? "" : ` that session ${first.pid} holds`}…`);
  const done = await migrate(sql, { force, onBlocked });
  out.show(done, () => {
    const [first, last] = [done.ran[0], done.ran.at(-1)];
    if (first !== undefined) {
      out.line(first === last ? `ran schema file ${first}` : `ran schema files ${first} to ${last}`);
    }
    if (done.functionsReplaced) out.line("put views, functions and grants in place");
    out.line(out.colors.green("The database is up to date"));
  });
  return EXIT.ok;
}
