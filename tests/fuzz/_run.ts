import { parseArgs } from "@std/cli/parse-args";
import type fc from "fast-check";

const { cases, seed } = parseArgs(Deno.args);

/**
 * How many cases, and from which seed: `deno task fuzz --cases 10000 --seed 1`. A failure prints its seed and the smallest case.
 *
 * @param inTheGate Cases when nothing is said.
 */
export function runs<T>(inTheGate: number): fc.Parameters<T> {
  return {
    numRuns: Number(cases ?? inTheGate),
    seed: Number(seed ?? crypto.getRandomValues(new Int32Array(1))[0]),
  };
}
