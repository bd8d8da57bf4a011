import { TaskerError } from "../../core/errors.ts";
import { getTaskReadyInfo } from "../calls/get_task_ready_info.ts";
import type { CommandOf, TaskReadiness } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { finalizeTask } from "./finalize_task.ts";
import { type Outcome, success } from "./outcome.ts";

/** Counts the steps of a task that may run, and moves the task to the state they call for. */
export async function processTaskReadiness(
  context: CommandContext,
  command: CommandOf<"ProcessTaskReadiness">,
): Promise<Outcome<TaskReadiness>> {
  const { taskUuid, triggeredBy } = command;
  const info = await getTaskReadyInfo(context.sql, taskUuid);
  if (info === undefined) {
    throw new TaskerError("TK101", `Cannot process the readiness of task "${taskUuid}": no such task`);
  }
  const finalized = await finalizeTask(context, taskUuid);
  context.stats.add("tasksReadyProcessed");
  return success({
    taskUuid,
    namespace: info.namespace,
    stepsDiscovered: info.readyStepsCount,
    finalization: finalized.status === "success" ? finalized.value : undefined,
    triggeredBy,
  });
}
