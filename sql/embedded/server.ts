import type { Cluster } from "./cluster.ts";
import { runProgram } from "./run_program.ts";

/** Seconds that a server may take to recover and come up, after a crash with much to replay. */
const START_SECONDS = 300;

/** A server's log is put aside when it is larger than this, at the next start: bytes. */
const LOG_LIMIT = 16 * 1024 * 1024;

/**
 * Starts the server of a cluster; returns when it accepts connections. It is no child of this process and
 * has a session of its own, so that Ctrl-C reaches the program first and the database last.
 *
 * @param cluster What to serve.
 * @param settings PostgreSQL's settings by name; they replace those of the start before.
 * @throws {Error} If it does not come up; carries the end of its log.
 */
export async function startServer(
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const { pgData } = cluster;
  const lines = Object.entries(settings).map(([name, value]) =>
    `${name} = '${value.replaceAll("'", "''")}'\n`
  );
  await Deno.writeTextFile(`${pgData}/tasker.conf`, lines.join(""));
  const log = `${pgData}/server.log`;
  const before = await Deno.stat(log).then(({ size }) => size, () => 0);
  if (before > LOG_LIMIT) await Deno.rename(log, `${log}.1`);
  try {
    await control(cluster, ["start", "-s", "-w", "-t", String(START_SECONDS), "-l", log]);
  } catch (error) {
    const text = await Deno.readTextFile(log).catch(() => "");
    throw new Error(`Cannot start PostgreSQL in "${pgData}"; it wrote:\n${text.slice(-2000)}`, {
      cause: error,
    });
  }
}

/** Stops a server: clients are disconnected, data is flushed; after the grace time it is cut off and recovers later. */
export async function stopServer(cluster: Cluster, graceSeconds: number): Promise<void> {
  if (await serverPid(cluster) === undefined) return;
  try {
    await control(cluster, ["stop", "-s", "-w", "-m", "fast", "-t", String(graceSeconds)]);
  } catch {
    if (await serverPid(cluster) === undefined) return;
    await control(cluster, ["stop", "-s", "-w", "-m", "immediate", "-t", "30"]);
  }
}

/**
 * Clears what a killed owner left: a server that still runs is stopped, and a pid file whose number now
 * belongs to some other program is removed (PostgreSQL itself would take that program for a server).
 */
export async function clearLeftovers(cluster: Cluster): Promise<void> {
  if (await serverPid(cluster) !== undefined) return await stopServer(cluster, 30);
  await Deno.remove(`${cluster.pgData}/postmaster.pid`).catch(() => {});
}

/** Number of the cluster's running server, or undefined when none runs. */
export async function serverPid({ pgData }: Cluster): Promise<number | undefined> {
  const text = await Deno.readTextFile(`${pgData}/postmaster.pid`).catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!(pid > 0)) return undefined;
  const command = await commandOf(pid);
  return command === undefined || command.includes(pgData) ? pid : undefined;
}

/** The command line of a process: empty when there is none, undefined when the system will not tell. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (Deno.build.os === "linux") return await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
  if (Deno.build.os === "windows") return undefined;
  const { stdout } = await new Deno.Command("ps", { args: ["-p", String(pid), "-o", "command="] }).output();
  return new TextDecoder().decode(stdout);
}

async function control({ binDir, pgData, account }: Cluster, args: readonly string[]): Promise<void> {
  await runProgram(`${binDir}/pg_ctl`, { args: [...args, "-D", pgData], cwd: pgData, account });
}
