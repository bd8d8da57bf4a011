/**
 * Runs tasker and its peers in turn on one embedded PostgreSQL: `deno task bench [options]`.
 *
 *     --only REGEX        runs whose line in --list matches, and nothing written to README.md
 *     --update            puts these runs into the latest results and into README.md, in place of what they were
 *     --runs N            passes over all runs; medians are told (3)
 *     --peers a,b         whom to compare with: graphile_worker, pg_boss, dbos, bullmq, absurd, pgflow; "" for nobody
 *     --held-seconds N    how long W9 holds its transaction (60; the goal is for 600)
 *     --idle-seconds N    how long W8 counts (120)
 *     --scale X           share of the usual sizes, to see whether the bench works
 *     --json              the measurements as JSON instead of tables
 *     --list              what would run
 *
 * @module
 */
import { parseOptions } from "./options.ts";
import { type Measurement, nameRun, type Run } from "./harness/measurement.ts";
import { matrix } from "./matrix.ts";
import { conditionsNow } from "./report/conditions.ts";
import { keep, report, update } from "./report/write.ts";
import { make } from "./runner.ts";
import { startServer } from "./server.ts";

const options = parseOptions(Deno.args);
const runs = matrix(options).filter((run) => options.only.test(nameRun(run)));
if (options.isList) {
  await say(Deno.stdout, runs.map(nameRun).join("\n"));
  Deno.exit(0);
}

await using server = await startServer();
const conditions = await conditionsNow(server.url, { passes: options.passes, scale: options.scale });
const startedAtMs = performance.now();
const measurements: Measurement[] = [];
let failures = 0;
for (let pass = 1; pass <= options.passes; pass += 1) {
  for (const run of runs) await measure(run, pass);
}
const minutes = Math.round((performance.now() - startedAtMs) / 60_000);
const told = { ...conditions, minutes };
await say(
  Deno.stdout,
  options.isJson ? JSON.stringify({ conditions: told, measurements }) : report(measurements, told),
);
if (options.isWhole) await say(Deno.stderr, `Written to ${await keep(measurements, told)}`);
if (options.isUpdate && failures === 0) {
  await say(Deno.stderr, `Written to ${await update(measurements, told)}`);
}
Deno.exitCode = failures === 0 ? 0 : 1;

async function measure(run: Run, pass: number): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  try {
    measurements.push({ ...run, pass, ...await make(server.url, run) });
    await say(Deno.stderr, `${pass}/${options.passes} ${nameRun(run)}: ${seconds()}`);
  } catch (error) {
    failures += 1;
    await say(Deno.stderr, `${pass}/${options.passes} ${nameRun(run)}: failed after ${seconds()}: ${error}`);
  }
}

async function say(stream: { write(bytes: Uint8Array): Promise<number> }, text: string): Promise<void> {
  await stream.write(new TextEncoder().encode(`${text}\n`));
}
