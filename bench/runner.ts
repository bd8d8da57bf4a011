import { dropDatabase, makeDatabase } from "./harness/database.ts";
import { heard, type Outcome, type Run } from "./harness/measurement.ts";

/** Longest a run may take, in milliseconds. */
const RUN_MS = 15 * 60_000;

/** Peers have packages, and a lock file, of their own. */
const PEERS_CONFIG = new URL("./peers/deno.json", import.meta.url).pathname;
const SCRIPT = new URL("./run_system.ts", import.meta.url).pathname;

/**
 * Makes a run in a process of its own, on a database of its own.
 *
 * @param server Address of any database of the server.
 * @param run What to run.
 * @throws {Error} When the process fails; the message holds the end of what it wrote.
 */
export async function make(server: string, run: Run): Promise<Outcome> {
  const name = `bench_${run.system}`;
  const url = await makeDatabase(server, name);
  const config = run.system === "tasker" ? [] : ["--config", PEERS_CONFIG];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", ...config, SCRIPT, url, JSON.stringify(run)],
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(RUN_MS),
  }).spawn();
  const { stdout, stderr } = await child.output();
  await dropDatabase(server, name);
  const outcome = heard(new TextDecoder().decode(stdout));
  if (outcome === undefined) throw new Error(new TextDecoder().decode(stderr).trim().slice(-2000));
  return outcome;
}
