import type { Measurement } from "../harness/measurement.ts";
import { type Conditions, describeConditions } from "./conditions.ts";
import { standings } from "./goals.ts";
import { groupPasses } from "./summary.ts";
import { goalsTable, runsTable } from "./table.ts";

const README = new URL("../README.md", import.meta.url);
const RESULTS = new URL("../results/", import.meta.url);
const [BEGIN, END] = ["<!-- results -->", "<!-- /results -->"];

/** The tables of a bench, as Markdown. */
export function report(measurements: readonly Measurement[], conditions: Conditions): string {
  const groups = groupPasses(measurements);
  return [
    describeConditions(conditions),
    goalsTable(standings(groups)),
    "<details><summary>Every run</summary>",
    runsTable(groups),
    "</details>",
  ].join("\n\n");
}

/**
 * Keeps the results: everything in `results/<date>.json`, the tables in `README.md`.
 *
 * @returns The file of the results.
 */
export async function keep(measurements: readonly Measurement[], conditions: Conditions): Promise<string> {
  const file = new URL(`${conditions.startedAt.slice(0, 16).replace(":", "")}.json`, RESULTS);
  await Deno.mkdir(RESULTS, { recursive: true });
  await Deno.writeTextFile(file, `${JSON.stringify({ conditions, measurements }, null, 1)}\n`);
  const readme = await Deno.readTextFile(README);
  const [before, rest] = readme.split(BEGIN) as [string, string | undefined];
  const after = rest?.split(END)[1];
  if (after === undefined) {
    throw new Error(`Cannot write the results: bench/README.md has no ${BEGIN} … ${END}`);
  }
  await Deno.writeTextFile(README, `${before}${BEGIN}\n${report(measurements, conditions)}\n${END}${after}`);
  return file.pathname;
}
