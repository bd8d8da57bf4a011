/** How a run of tests ended. */
export interface TestCount {
  /** Tests that passed. */
  readonly passed: number;
  /** Tests that failed. */
  readonly failed: number;
}

/**
 * Reads the counts from what `deno test` printed: `ok | 12 passed (3 steps) | 0 failed | 1 ignored (4s)`.
 * The last such line counts; without one (a file that does not compile) one failure is told.
 *
 * @param output Everything it printed, with or without colours.
 */
export function summarise(output: string): TestCount {
  const line = [
    ...withoutColours(output).matchAll(/^\w+ \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed/gm),
  ].at(-1);
  return line === undefined ? { passed: 0, failed: 1 } : { passed: Number(line[1]), failed: Number(line[2]) };
}

/**
 * What `deno test` printed of the tests that failed: their names, errors and traces.
 *
 * @param output Everything it printed, with or without colours.
 * @returns Nothing when none failed.
 */
export function errorsIn(output: string): string {
  return /^ ERRORS $(.*?)^ FAILURES $/ms.exec(withoutColours(output))?.[1]?.trim() ?? "";
}

function withoutColours(output: string): string {
  // deno-lint-ignore no-control-regex -- the colours are control sequences
  return output.replaceAll(/\x1b\[[0-9;]*m/g, "");
}
