import type { Claim, Known } from "./claim.ts";
import type { AttemptId } from "./result_text.ts";

/** What one attempt came to. */
export interface AttemptResult extends AttemptId {
  /** JSON text: of a success what the handler returned, of a failure what {@linkcode failureText} wrote. */
  readonly text: string;
  /** What was run; none of a failure. */
  readonly claim?: Claim | undefined;
}

/**
 * Tells what a worker knows of steps that its results unlock: it has just run a parent of each.
 *
 * @param results Results that are recorded.
 */
export function knownBy(results: readonly AttemptResult[]): Known {
  let byTask: ReadonlyMap<string, AttemptResult[]> | undefined;
  const ofTask = (taskUuid: string) => (byTask ??= groupedByTask(results)).get(taskUuid);
  return {
    task: (taskUuid) => ofTask(taskUuid)?.[0]?.claim,
    dependenciesOn: (taskUuid, position) => {
      const parent = ofTask(taskUuid)?.findLast(({ stepUuid }) => positionOf(stepUuid) === position);
      return parent && `{${JSON.stringify(parent.claim?.work.stepName)}:${parent.text}}`;
    },
  };
}

/** Successes of each task, of a step's attempts the last one last. */
function groupedByTask(results: readonly AttemptResult[]): ReadonlyMap<string, AttemptResult[]> {
  const groups = new Map<string, AttemptResult[]>();
  for (const result of results) {
    if (result.claim === undefined) continue;
    const group = groups.get(result.claim.taskUuid);
    if (group === undefined) groups.set(result.claim.taskUuid, [result]);
    else group.push(result);
  }
  return groups;
}

/** A step's position stands in the last two bytes of its uuid. */
function positionOf(stepUuid: string): number {
  return Number.parseInt(stepUuid.slice(-4), 16);
}
