import type { Colors, Style } from "../colors.ts";

/**
 * Chooses the style of a state of a task or step.
 *
 * @param colors Styles to choose from.
 * @param state The state.
 * @returns The style; `undefined` for states in which nothing happens yet.
 */
export function styleOfState(colors: Colors, state: string): Style | undefined {
  switch (state) {
    case "complete":
    case "resolved_manually":
      return colors.green;
    case "error":
    case "blocked_by_failures":
    case "enqueued_as_error_for_orchestration":
      return colors.red;
    case "waiting_for_retry":
    case "cancelled":
      return colors.yellow;
    case "in_progress":
    case "steps_in_process":
    case "enqueued_for_orchestration":
      return colors.cyan;
    case "pending":
    case "waiting_for_dependencies":
      return colors.dim;
  }
}
