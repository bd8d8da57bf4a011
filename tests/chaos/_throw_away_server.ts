import { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from "../../sql/embedded.ts";
import { until } from "../_support/waiting.ts";

/** PostgreSQL settings by name. */
export type ServerSettings = Readonly<Record<string, string>>;

/** Nothing here outlives the machine, so nothing waits for the disk; it does outlive the server, so commits are written. */
const SETTINGS: ServerSettings = {
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "128MB",
  max_wal_size: "2GB",
  max_connections: "150",
};

/** A PostgreSQL of its own, which can be killed and started again where it was. */
export class ThrowAwayServer implements AsyncDisposable {
  /** Its database, reached directly. */
  readonly url: string;
  readonly #options: EmbeddedOptions;
  readonly #folder: string;
  #server: EmbeddedPostgres;

  private constructor(server: EmbeddedPostgres, options: EmbeddedOptions, folder: string) {
    this.#server = server;
    this.#options = { ...options, port: server.port };
    this.#folder = folder;
    this.url = server.url;
  }

  /**
   * Starts one on a free loopback port.
   *
   * @param database Its database.
   * @param settings In place of those that wait for no disk.
   */
  static async start(database = "postgres", settings = SETTINGS): Promise<ThrowAwayServer> {
    const folder = await Deno.makeTempDir({ prefix: "tasker-chaos-" });
    await Deno.chmod(folder, 0o755);
    const options = { dataDir: `${folder}/data`, database, trust: true, settings };
    return new ThrowAwayServer(await startEmbedded(options), options, folder);
  }

  /** Kills it as `pg_ctl stop -m immediate` does: no session is finished, nothing is flushed. */
  async crash(): Promise<void> {
    const { pid } = this.#server;
    Deno.kill(pid, "SIGQUIT");
    await until(() => !isAlive(pid), { deadlineMs: 30_000, what: "the server to be gone" });
    await this.#server.stop();
  }

  /** Starts it again after {@linkcode crash}; resolves when it has recovered. */
  async revive(): Promise<void> {
    this.#server = await startEmbedded(this.#options).catch(() => startEmbedded(this.#options)); // its own look may be cut off
  }

  /** Stops it and removes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(5);
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
