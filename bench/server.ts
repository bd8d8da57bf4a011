import { type EmbeddedPostgres, startEmbedded } from "../sql/embedded.ts";

/** A server for one bench run, with its data. */
export interface BenchServer extends AsyncDisposable {
  /** Address of a database that no run uses. */
  readonly url: string;
  /** What `version()` would say. */
  readonly major: number;
}

/**
 * What differs from a fresh installation. Durability is PostgreSQL's own: fsync, synchronous_commit and full_page_writes
 * are on. Statements are counted for the idle workload; nothing else reads that.
 */
const SETTINGS: Readonly<Record<string, string>> = { shared_buffers: "512MB", max_connections: "200" };

/**
 * Starts the embedded PostgreSQL on data of its own, gone when it is stopped.
 *
 * @param settings Settings over the bench's.
 */
export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<BenchServer> {
  const folder = await Deno.makeTempDir({ prefix: "tasker-bench-" });
  if (Deno.build.os !== "windows") await Deno.chmod(folder, 0o755);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const server: EmbeddedPostgres = stack.use(
    await startEmbedded({
      dataDir: `${folder}/data`,
      database: "postgres",
      trust: true,
      settings: { ...SETTINGS, ...settings },
    }),
  );
  const { url, major } = server;
  const started = stack.move();
  return { url, major, [Symbol.asyncDispose]: () => started.disposeAsync() };
}
