import { COMPONENTS } from "../../config/component_names.ts";
import { nearestName } from "../../core/mod.ts";
import { UsageError } from "../usage_error.ts";

/** Checks the name of a component that was given on the command line. */
export function requireComponent(name: string | undefined): string | undefined {
  if (name === undefined || COMPONENTS.some((component) => component === name)) return name;
  const near = nearestName(name, COMPONENTS);
  throw new UsageError(
    `Unknown component "${name}"`,
    near === undefined ? `There is ${COMPONENTS.join(", ")}.` : `Did you mean "${near}"?`,
  );
}
