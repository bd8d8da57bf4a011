import type { Queryable } from "../../sql/connect.ts";
import { claimTaskForFinalization } from "../calls/claim_task_for_finalization.ts";
import { type FinalizedTask, finalizeTaskCompletion } from "../calls/finalize_task_completion.ts";
import type { Message } from "../calls/read_messages.ts";
import { releaseFinalizationClaim } from "../calls/release_finalization_claim.ts";
import type { CommandContext } from "./context.ts";
import { uuidIn } from "./message_body.ts";
import { type Outcome, skipped, success } from "./outcome.ts";

/** Moves a task to the state that its steps call for; skipped when another orchestrator is at it. */
export async function finalizeTask(
  context: CommandContext,
  taskUuid: string,
): Promise<Outcome<FinalizedTask>> {
  return await finalizeOn(context, context.sql, taskUuid);
}

/** Finalizes the tasks that messages name: `{task_uuid}`. */
export async function finalizeTasksFrom(
  context: CommandContext,
  sql: Queryable,
  messages: readonly Message[],
): Promise<void> {
  const taskUuids = new Set(messages.map((message) => uuidIn(message, "task_uuid")));
  for (const taskUuid of [...taskUuids].sort()) await finalizeOn(context, sql, taskUuid);
}

async function finalizeOn(
  context: CommandContext,
  sql: Queryable,
  taskUuid: string,
): Promise<Outcome<FinalizedTask>> {
  const processorId = context.processorUuid;
  const claim = await claimTaskForFinalization(sql, { taskUuid, processorId });
  if (!claim.claimed) return skipped(claim.message);
  const finalized = await finalizeTaskCompletion(sql, taskUuid);
  await releaseFinalizationClaim(sql, { taskUuid, processorId });
  context.stats.add("tasksFinalized");
  return success(finalized);
}
