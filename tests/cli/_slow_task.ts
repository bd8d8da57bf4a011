/**
 * A handler module for tests that stop a worker while it runs a step.
 *
 * @module
 */
import { defineTask } from "../../mod.ts";

/** Asks `TEST_GATE` before it ends; the test decides when that answers. */
export const tasks = [
  defineTask({ namespace: "tests", name: "slow", version: "1.0.0" })
    .step("ask", { retry: { maxAttempts: 3 } }, async ({ attempt, signal }) => {
      const answer = await fetch(`${Deno.env.get("TEST_GATE")}/${Deno.pid}`, { signal });
      return { attempt, pid: Deno.pid, answer: await answer.text() };
    })
    .step("end", { dependsOn: ["ask"] }, ({ results }) => ({ after: results.ask.attempt })),
];
