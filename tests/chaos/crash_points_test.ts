/**
 * Processes killed before, during and after their statements: another one finishes, and nothing is lost or done twice.
 * Here the most telling points; `deno task chaos --crash-points` takes all.
 *
 * @module
 */
import { deepStrictEqual as same } from "node:assert/strict";
import { crash, type CrashPoint } from "./_crash.ts";
import { SCENES } from "./_crash_scenes.ts";
import { reachableCalls } from "./_reachable_calls.ts";

/** What can be called but is not in any scene, and why that is no hole. */
const WITHOUT_POINT: Readonly<Record<string, string>> = {
  list_namespaces:
    "reads; asked once by a worker that is told neither namespaces nor templates, before it registers",
  get_queue_depths: "reads; a sample by the clock, every five seconds",
  list_sensitive_steps: "reads; asked by the HTTP API alone, before an operator's result is recorded",
};

/** The points at which a process that is not careful loses or doubles something. */
const TELLING: Readonly<Record<string, readonly CrashPoint[]>> = {
  "worker, inline": [
    { statement: "claim_steps_packed", phase: "after", nth: 1 },
    { statement: "start_tasks_packed", phase: "during", nth: 1 },
    { statement: "complete_steps_packed", phase: "before", nth: 2 },
    { statement: "complete_steps_packed", phase: "after", nth: 3 },
  ],
  "worker, queued": [
    { statement: "submit_step_results", phase: "during", nth: 2 },
    { statement: "submit_step_results", phase: "after", nth: 3 },
    { statement: "claim_announced_steps_packed", phase: "after", nth: 2 },
  ],
  "orchestrator": [
    { statement: "process_step_results", phase: "after", nth: 1 },
    { statement: "commit", phase: "before", nth: 2 },
    { statement: "commit", phase: "during", nth: 2 },
    { statement: "read_messages", phase: "after", nth: 2 },
  ],
};

Deno.test("every statement of a worker and an orchestrator has a crash point", async () => {
  const reports = await Promise.all(SCENES.map((scene) => crash(scene)));
  same(reports.flatMap(({ broken }) => broken), []);
  same(reports.flatMap(({ unnamed }) => unnamed), [], "Statements without a name: see _statement_name.ts");
  const passed = new Set(reports.flatMap(({ statements }) => [...statements.keys()]));
  const callable = [
    ...await reachableCalls("worker/worker.ts"),
    ...await reachableCalls("orchestration/orchestrator.ts"),
  ];
  const missing = callable.filter((name) => !passed.has(name) && !(name in WITHOUT_POINT));
  same(missing, [], "These can be called, but no scene does: let one call it");
});

for (const scene of SCENES) {
  Deno.test(`nothing is lost or done twice when a process is killed at its telling points (${scene.name})`, async () => {
    const points = TELLING[scene.name] ?? [];
    const reports = await Promise.all(points.map((point) => crash(scene, point)));
    for (const [place, { isKilled, broken }] of reports.entries()) {
      same({ ...points[place], isKilled, broken }, { ...points[place], isKilled: true, broken: [] });
    }
  });
}
