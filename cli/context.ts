import type { Sql } from "postgres";
import { loadConfig, type LoadConfigOptions } from "../config/mod.ts";
import type { Arguments } from "./arguments.ts";
import type { CommandContext } from "./command.ts";
import { connectNow } from "./connect.ts";
import { type OpenDatabase, openDatabase } from "./database.ts";
import type { Output } from "./output.ts";

/** Least `tasker_v1.api_level()` that the commands can work with. */
const API_LEVEL = 1;

/**
 * Makes what a command runs with. Nothing is loaded or opened until the command asks; disposing closes what was.
 *
 * @param args The command line, for the global options.
 * @param out Where to print.
 * @param signal Aborted when the command shall stop.
 * @returns The context.
 */
export function makeContext(
  args: Arguments,
  out: Output,
  signal: AbortSignal,
): CommandContext & AsyncDisposable {
  const opened = new AsyncDisposableStack();
  const url = args.text("database-url");
  const configOptions: LoadConfigOptions = {
    environment: args.text("env"),
    root: args.text("config-root"),
    overrides: url === undefined ? {} : { database: { url } },
  };
  const config = once(() => loadConfig(configOptions));
  const open = async (create: boolean): Promise<OpenDatabase> =>
    opened.use(await openDatabase((await config()).database, { create }));
  const database = once(() => open(true));
  const existing = once(() => open(false));
  const connectTo = async ({ url }: OpenDatabase): Promise<Sql> => {
    const connection = await connectNow(url, (await config()).database);
    opened.defer(() => connection.end({ timeout: 1 }));
    return connection;
  };
  const bareSql = once(async () => await connectTo(await database()));
  const sql = once(async () => {
    const connection = await connectTo(await existing());
    const { requireApiLevel } = await import("../sql/api_level.ts");
    await requireApiLevel(connection, API_LEVEL);
    return connection;
  });
  return {
    out,
    signal,
    configOptions,
    config,
    database,
    sql,
    bareSql,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}
