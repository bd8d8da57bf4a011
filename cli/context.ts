import type { Sql } from "postgres";
import { loadConfig, type LoadConfigOptions, loadSecretKeys } from "../config/mod.ts";
import { useRedaction } from "../core/redaction.ts";
import type { Arguments } from "./arguments.ts";
import type { CommandContext } from "./command.ts";
import { operatorName } from "./operator_name.ts";
import { connectNow } from "./connect.ts";
import { type OpenDatabase, openDatabase } from "./database.ts";
import type { Output } from "./output.ts";
import { type DatabaseTarget, namedTarget, standardTarget } from "./target.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Makes what a command runs with. Nothing is loaded or opened until the command asks; disposing closes what was.
 *
 * @param args The command line, for the global options.
 * @param out Where to print.
 * @param signal Aborted when the command shall stop.
 * @returns The context.
 */
export async function makeContext(
  args: Arguments,
  out: Output,
  signal: AbortSignal,
): Promise<CommandContext & AsyncDisposable> {
  const opened = new AsyncDisposableStack();
  const named = await namedTarget(args);
  const url = named?.kind === "database" ? named.url : undefined;
  const configOptions: LoadConfigOptions = {
    environment: args.text("env"),
    root: args.text("config-root"),
    overrides: url === undefined ? {} : { database: { url } },
  };
  const config = once(async () => {
    const loaded = await loadConfig(configOptions);
    useRedaction(loaded.redaction.patterns);
    return loaded;
  });
  const open = async (create: boolean, at?: string): Promise<OpenDatabase> => {
    if (named?.kind === "server") throw needsDatabase(named.origin);
    const { database } = await config();
    return opened.use(await openDatabase(at === undefined ? database : { ...database, url: at }, { create }));
  };
  const database = once(() => open(true));
  const existing = once(() => open(false));
  const connectTo = async ({ url }: OpenDatabase): Promise<Sql> => {
    const connection = await connectNow(url, (await config()).database);
    opened.defer(() => connection.end({ timeout: 1 }));
    return connection;
  };
  const bareSql = once(async () => await connectTo(await database()));
  const connectToTasker = async (place: OpenDatabase): Promise<Sql> => {
    const connection = await connectTo(place);
    const { requireApiLevel } = await import("../sql/api_level.ts");
    await requireApiLevel(connection);
    return connection;
  };
  const sql = once(async () => await connectToTasker(await existing()));
  const target = once(async () => named ?? await standardTarget());
  const sqlOf = async ({ url }: DatabaseTarget): Promise<Sql> => {
    const isStandard = named === undefined && url !== undefined;
    return isStandard ? await connectToTasker(await open(false, url)) : await sql();
  };
  const operations = once(async () => {
    const chosen = await target();
    if (chosen.kind === "server") {
      const { operationsOver } = await import("./operations/http_operations.ts");
      return operationsOver(chosen);
    }
    const { SqlOperations } = await import("./operations/sql_operations.ts");
    const { environment, secrets } = await config();
    const keys = await loadSecretKeys(secrets, environment);
    return new SqlOperations(await sqlOf(chosen), environment, keys);
  });
  const access = once(async () => {
    const chosen = await target();
    if (chosen.kind === "server") {
      const { accessOver } = await import("./operations/http_operations.ts");
      return accessOver(chosen);
    }
    const { SqlAccess } = await import("./operations/sql_access.ts");
    return new SqlAccess(await sqlOf(chosen), operatorName());
  });
  return {
    out,
    signal,
    configOptions,
    config,
    database,
    sql,
    bareSql,
    target,
    operations,
    access,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function needsDatabase(origin: string): UsageError {
  return new UsageError(
    `Cannot do this over HTTP, as ${origin} asks: the command works on the database itself`,
    "Name a database: --database-url, DATABASE_URL, or a profile with database_url.",
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}
