/**
 * `deno task chaos [--seconds 300] [--seed N] [--tasks 5000]`: the chaos run. `deno task chaos --crash-points [--nth 1]`:
 * processes killed at each point of each statement. The exit code is 0 only when every promise was kept.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";

const args = parseArgs(Deno.args);
const say = (text: string) => Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
const seed = Number(args.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]);

async function main(): Promise<boolean> {
  if (args["crash-points"] === true) {
    const { killEverywhere } = await import("./_kill_everywhere.ts");
    return await killEverywhere({ seed, parallel: Number(args.parallel ?? 3), say });
  }
  const { runChaos } = await import("./chaos.ts");
  const seconds = Number(args.seconds ?? 300);
  const tasks = Number(args.tasks ?? Math.round(seconds * 5_000 / 300));
  const folder = await Deno.makeTempDir({ prefix: "tasker-chaos-run-" });
  await say(`Seed ${seed}: ${tasks} tasks, faults for ${seconds} s; logs and ledger in ${folder}`);
  const { broken, ...report } = await runChaos({ seconds, seed, tasks, folder });
  await say(JSON.stringify(report, null, 2));
  await say(
    broken.length === 0 ? "Every promise was kept" : `Broken promises:\n${broken.slice(0, 100).join("\n")}`,
  );
  return broken.length === 0;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => Deno.exit(130));
Deno.exit(await main() ? 0 : 1);
