/**
 * Runs the tests against databases of their own: `deno task test [--server=15] [deno test's arguments]`.
 *
 * Starts a throw-away PostgreSQL 18 (or takes the server of `DATABASE_URL`), and 15 where the machine has it,
 * on free loopback ports with fsync off; runs `deno test`; stops the servers, after Ctrl-C too. The last line is
 * `N passed, N failed`; the exit code is 0 only when something passed and nothing failed.
 *
 * @module
 */
import { type EmbeddedPostgres, startEmbedded } from "../sql/embedded.ts";
import { runPasses } from "./test_passes.ts";

/** Where Debian and its like put PostgreSQL 15. */
const BIN_DIR_15 = Deno.env.get("TASKER_PG15_BIN") ?? "/usr/lib/postgresql/15/bin";

/** Nothing here outlives the run, so nothing waits for the disk. */
const THROW_AWAY: Readonly<Record<string, string>> = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  shared_buffers: "128MB",
  max_wal_size: "4GB",
};

/** Folders whose tests mind no others beside them: what they ask of a server, they ask of their own database. */
const SIDE_BY_SIDE: readonly string[] = [
  "core",
  "config",
  "tests/access",
  "tests/config",
  "tests/fuzz",
  "tests/http",
  "tests/secrets",
  "tests/sql",
];

/** A whole run: first what may run side by side, then the rest one after the other. */
const PASSES: readonly (readonly string[])[] = [
  ["--parallel", ...SIDE_BY_SIDE],
  [`--ignore=${SIDE_BY_SIDE.join(",")}`],
];

async function main(args: readonly string[]): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "tasker-test-" });
  if (Deno.build.os !== "windows") await Deno.chmod(folder, 0o755);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));
  const given = Deno.env.get("DATABASE_URL");
  const [pg18, pg15] = await Promise.all([given ? undefined : start(folder, 18), start(folder, 15)]);
  for (const server of [pg18, pg15]) if (server !== undefined) cleanup.use(server);
  if (pg15 === undefined) await say(`There is no PostgreSQL 15 in ${BIN_DIR_15}: its tests are left out\n`);

  const env = {
    TASKER_TEST_URL_18: given ?? pg18?.url ?? "",
    ...(pg15 && { TASKER_TEST_URL_15: pg15.url }),
    ...(args.includes("--server=15") && { TASKER_TEST_SERVER: "15" }),
  };
  const chosen = args.filter((arg) => !arg.startsWith("--server="));
  const { passed, failed, code } = await runPasses(chosen.length > 0 ? [chosen] : PASSES, env);
  await say(`${passed} passed, ${failed} failed\n`);
  return code;
}

async function start(folder: string, release: 15 | 18): Promise<EmbeddedPostgres | undefined> {
  const missing = release === 15 && await Deno.stat(`${BIN_DIR_15}/postgres`).then(() => false, () => true);
  if (missing) return undefined;
  return await startEmbedded({
    dataDir: `${folder}/${release}`,
    database: "postgres",
    trust: true,
    settings: THROW_AWAY,
    ...(release === 15 && { binDir: BIN_DIR_15 }),
  });
}

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
