/**
 * The process of one run: `run_system.ts <database> <run as JSON>`. It holds the engine's worker, the one who creates work
 * and the observer, for tasker and its peers alike.
 *
 * @module
 */
import { drain } from "./harness/drain.ts";
import { latency } from "./harness/latency.ts";
import { type Figures, type Outcome, type Run, tell } from "./harness/measurement.ts";
import { Observer } from "./harness/observer.ts";
import { SHAPES } from "./harness/shapes.ts";
import { numberOf, type Session, type System } from "./harness/system.ts";
import type { Workload } from "./workloads/workload.ts";

const [url, text] = Deno.args as [string, string];
const run: Run = JSON.parse(text);
const observer = new Observer(url);
await observer.open();
await tell(await outcome());
Deno.exit(0); // engines keep timers and connections; the database is dropped once they are gone

async function outcome(): Promise<Outcome> {
  if (run.workload !== "drain" && run.workload !== "latency") {
    const { measure }: Workload = await import(`./workloads/${run.workload}.ts`);
    return await measure({ url, run, observer });
  }
  const path = run.system === "tasker" ? "./systems/tasker.ts" : `./peers/${run.system}.ts`;
  const { system }: { system: System } = await import(path);
  const { shape, variant } = run;
  const session = await system.prepare({ url, shape: SHAPES[shape], variant, observer });
  return { settings: session.settings, figures: await figuresOf(session) };
}

function figuresOf(session: Session): Promise<Figures> {
  const { count, shape, variant } = run;
  if (run.workload === "drain") {
    return drain(session, { url, count, variant, stepsPerTask: SHAPES[shape].steps.length });
  }
  return latency(session, {
    url,
    count,
    warmUps: numberOf(variant, "warmUps", 10),
    maxPauseMs: numberOf(variant, "maxPauseMs", 20),
  });
}
