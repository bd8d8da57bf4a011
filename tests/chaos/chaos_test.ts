import { deepStrictEqual as same, ok } from "node:assert/strict";
import { runChaos } from "./chaos.ts";

/** Long enough for every kind of fault, short enough for the gate. */
const SECONDS = 12;

/** Tasks that are asked for meanwhile. */
const TASKS = 200;

Deno.test("nothing is lost, doubled or stalled while everything goes wrong for a while", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tasker-chaos-run-" });
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const { broken, faults, ...report } = await runChaos({ seconds: SECONDS, seed, tasks: TASKS, folder });
  same(
    broken,
    [],
    `Broken promises; replay with: deno task chaos --seconds ${SECONDS} --tasks ${TASKS} --seed ${seed}; logs in ${folder}`,
  );
  ok(report.looks > 0, "Nobody looked at the invariants");
  ok((faults["server crashed"] ?? 0) > 0, "The server was not killed");
  ok((faults["worker frozen past its lease"] ?? 0) > 0, "No worker was frozen");
  await Deno.remove(folder, { recursive: true });
});
