import type { Template } from "../../core/template.ts";
import type { Shape } from "../harness/shapes.ts";

/** Namespace of everything that is measured. */
export const NAMESPACE = "bench";

/** A shape as tasker's template. */
export function templateOf({ name, steps }: Shape, namespace: string = NAMESPACE): Template {
  return {
    namespace,
    name,
    version: "1.0.0",
    steps: steps.map((step) => ({
      name: step.name,
      handler: { callable: `${namespace}.${name}.${step.name}` },
      dependencies: [...step.needs],
    })),
  };
}
