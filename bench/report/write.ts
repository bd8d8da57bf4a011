import { type Measurement, nameRun } from "../harness/measurement.ts";
import { type Conditions, describeConditions } from "./conditions.ts";
import { standings } from "./goals.ts";
import { groupPasses } from "./summary.ts";
import { goalsTable, runsTable } from "./table.ts";

const README = new URL("../README.md", import.meta.url);
const RESULTS = new URL("../results/", import.meta.url);
const [BEGIN, END] = ["<!-- results -->", "<!-- /results -->"];

/** What a file of results holds. */
interface Results {
  readonly conditions: Conditions;
  readonly measurements: readonly Measurement[];
  /** Runs that were made again later, by name, and under which conditions. */
  readonly updates?: readonly { readonly conditions: Conditions; readonly runs: readonly string[] }[];
}

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
  return await write(file, { conditions, measurements });
}

/**
 * Puts runs that were made again into the latest results, in place of what they were, and into `README.md`.
 *
 * @returns The file of the results.
 * @throws {RangeError} When there are no results yet.
 */
export async function update(measurements: readonly Measurement[], conditions: Conditions): Promise<string> {
  const files = (await Array.fromAsync(Deno.readDir(RESULTS), ({ name }) => name)).filter((name) =>
    name.endsWith(".json")
  );
  const latest = files.sort().at(-1);
  if (latest === undefined) {
    throw new RangeError("Cannot update the results: there are none, run the whole bench");
  }
  const file = new URL(latest, RESULTS);
  const results: Results = JSON.parse(await Deno.readTextFile(file));
  const runs = [...new Set(measurements.map(nameRun))];
  return await write(file, {
    conditions: results.conditions,
    measurements: [...results.measurements.filter((was) => !runs.includes(nameRun(was))), ...measurements],
    updates: [...results.updates ?? [], { conditions, runs }],
  });
}

async function write(file: URL, results: Results): Promise<string> {
  await Deno.writeTextFile(file, `${JSON.stringify(results, null, 1)}\n`);
  const readme = await Deno.readTextFile(README);
  const [before, rest] = readme.split(BEGIN) as [string, string | undefined];
  const after = rest?.split(END)[1];
  if (after === undefined) {
    throw new Error(`Cannot write the results: bench/README.md has no ${BEGIN} … ${END}`);
  }
  const later = (results.updates ?? []).map(({ conditions, runs }) =>
    `Made again later (${runs.join(", ")}): ${describeConditions(conditions)}\n`
  );
  const told = [...later, report(results.measurements, results.conditions)].join("\n");
  await Deno.writeTextFile(README, `${before}${BEGIN}\n${told}\n${END}${after}`);
  return file.pathname;
}
