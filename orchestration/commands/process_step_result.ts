import type { Queryable } from "../../sql/connect.ts";
import { only } from "../calls/call.ts";
import { type ProcessedStepResult, processStepResults } from "../calls/process_step_results.ts";
import type { Message } from "../calls/read_messages.ts";
import type { CommandContext } from "./context.ts";
import { uuidIn } from "./message_body.ts";
import { type Outcome, skipped, success } from "./outcome.ts";

/** Records the parked result of a step; skipped when there is none any more. */
export async function processStepResult(
  context: CommandContext,
  stepUuid: string,
): Promise<Outcome<ProcessedStepResult>> {
  const result = only(await processStepResults(context.sql, [stepUuid]));
  context.stats.add("stepResultsProcessed");
  return result.outcome === "stale" ? skipped("there is no parked result") : success(result);
}

/** Records the parked results that messages name: `{task_uuid, step_uuid, correlation_id}`. */
export async function processStepResultsFrom(
  context: CommandContext,
  sql: Queryable,
  messages: readonly Message[],
): Promise<void> {
  await processStepResults(sql, messages.map((message) => uuidIn(message, "step_uuid")));
  context.stats.add("stepResultsProcessed", messages.length);
}
