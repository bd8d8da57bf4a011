import type { DatabaseConfig } from "../config/mod.ts";
import { TaskerError } from "../core/errors.ts";
import { runningEmbedded } from "../sql/embedded/running.ts";

/** A database that a command may connect to. */
export interface OpenDatabase extends AsyncDisposable {
  /** Where it is; contains the password. */
  readonly url: string;
  /** How it was come by: named by the configuration, served by another process, or started for this command. */
  readonly origin: "configured" | "running" | "started";
  /** Resolves when a server that was started for this command ends by itself; never otherwise. */
  readonly ended: Promise<void>;
}

/** Options for {@linkcode openDatabase}. */
export interface OpenDatabaseOptions {
  /**
   * Whether an embedded server may be made where there is none yet.
   *
   * @default {false}
   */
  readonly create?: boolean;
  /**
   * Whether an embedded server must be this process's own, not one that another process runs.
   *
   * @default {false}
   */
  readonly own?: boolean;
}

/**
 * Opens the configured database; without one the embedded server of the data folder: the one that runs, or one of our
 * own until it is disposed.
 *
 * @param config Where to look.
 * @param options Whether to make a data folder.
 * @returns The database.
 * @throws {TaskerError} `TK503` when no database is configured and there is no data folder.
 * @throws {DataFolderInUseError} When it must be our own and another process has the folder.
 */
export async function openDatabase(
  config: DatabaseConfig,
  options: OpenDatabaseOptions = {},
): Promise<OpenDatabase> {
  if (config.url !== undefined) return borrowed(config.url, "configured");
  const running = options.own ? undefined : await runningEmbedded(config.dataDir);
  if (running !== undefined) return borrowed(running, "running");
  if (!options.create && !await exists(config.dataDir)) {
    throw new TaskerError(
      "TK503",
      `Cannot find a database: DATABASE_URL is not set and there is no folder "${config.dataDir}"`,
      {
        hint: "Set DATABASE_URL, or run `tasker start`, which brings a PostgreSQL of its own.",
      },
    );
  }
  const { startEmbedded } = await import("../sql/embedded.ts");
  const server = await startEmbedded({ dataDir: config.dataDir });
  return {
    url: server.url,
    origin: "started",
    ended: server.ended,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function borrowed(url: string, origin: OpenDatabase["origin"]): OpenDatabase {
  return { url, origin, ended: new Promise(() => {}), [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
