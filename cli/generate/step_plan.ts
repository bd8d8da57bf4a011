import { nearestName } from "../../core/nearest_name.ts";
import { UsageError } from "../usage_error.ts";

/** A step that is to be generated. */
export interface PlannedStep {
  /** Its name. */
  readonly name: string;
  /** Names of the steps it needs; they come before it. */
  readonly parents: readonly string[];
}

/** What is generated unless steps are named. */
export const USUAL_STEPS: readonly string[] = ["validate", "process:validate", "finish:process"];

/**
 * Reads the steps of a command line.
 *
 * @param texts Each `name` or `name:parent,parent`, a parent before the steps that need it.
 * @returns The steps.
 * @throws {UsageError} When a name is malformed or there twice, or a parent does not come before.
 */
export function planSteps(texts: readonly string[]): PlannedStep[] {
  const names: string[] = [];
  return texts.map((text) => {
    const [name = "", needs = ""] = text.split(":", 2);
    const parents = needs.split(",").filter((parent) => parent !== "");
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
      throw new UsageError(
        `Cannot name a step "${name}": a name begins with a letter and has letters, digits and _`,
        "Write --step name, or --step name:parent,parent.",
      );
    }
    if (names.includes(name)) throw new UsageError(`There is a step "${name}" already`);
    for (const parent of parents) {
      if (names.includes(parent)) continue;
      const near = nearestName(parent, names);
      throw new UsageError(
        `Step "${name}" needs "${parent}", which does not come before it`,
        near === undefined ? "Name the steps in the order they can run." : `Did you mean "${near}"?`,
      );
    }
    names.push(name);
    return { name, parents };
  });
}
