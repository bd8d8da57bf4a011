import { QUEUES } from "../queues.ts";
import { checkHealth } from "./check_health.ts";
import type { CommandKind, CommandOf, CommandValues } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { finalizeTask, finalizeTasksFrom } from "./finalize_task.ts";
import { fromMessageEvent, fromMessages } from "./from_messages.ts";
import { initializeTask, initializeTasksFrom } from "./initialize_task.ts";
import { type Outcome, success } from "./outcome.ts";
import { processStepResult, processStepResultsFrom } from "./process_step_result.ts";
import { processTaskReadiness } from "./process_task_readiness.ts";

/** What does each command. */
type Handlers = {
  readonly [Kind in CommandKind]: (
    context: CommandContext,
    command: CommandOf<Kind>,
  ) => Promise<Outcome<CommandValues[Kind]>>;
};

const HANDLERS: Handlers = {
  InitializeTask: (context, { request }) => initializeTask(context, request),
  InitializeTaskFromMessage: (context, { messages }) =>
    fromMessages(context, QUEUES.taskRequests, messages, initializeTasksFrom),
  InitializeTaskFromMessageEvent: (context, { messageId }) =>
    fromMessageEvent(context, QUEUES.taskRequests, messageId, initializeTasksFrom),
  ProcessStepResult: (context, { stepUuid }) => processStepResult(context, stepUuid),
  ProcessStepResultFromMessage: (context, { messages }) =>
    fromMessages(context, QUEUES.stepResults, messages, processStepResultsFrom),
  ProcessStepResultFromMessageEvent: (context, { messageId }) =>
    fromMessageEvent(context, QUEUES.stepResults, messageId, processStepResultsFrom),
  FinalizeTask: (context, { taskUuid }) => finalizeTask(context, taskUuid),
  FinalizeTaskFromMessage: (context, { messages }) =>
    fromMessages(context, QUEUES.finalizations, messages, finalizeTasksFrom),
  FinalizeTaskFromMessageEvent: (context, { messageId }) =>
    fromMessageEvent(context, QUEUES.finalizations, messageId, finalizeTasksFrom),
  ProcessTaskReadiness: processTaskReadiness,
  GetProcessingStats: async (context) => success(await context.stats.read(context.sql)),
  HealthCheck: async (context) => success(await checkHealth(context)),
  Shutdown: (context) => {
    context.close();
    return Promise.resolve(success(undefined));
  },
};

/**
 * Does a command.
 *
 * @param context What it works with.
 * @param command What to do.
 * @throws {TaskerError} What the database says to it.
 */
export function handle<Kind extends CommandKind>(
  context: CommandContext,
  command: CommandOf<Kind>,
): Promise<Outcome<CommandValues[Kind]>> {
  const handler: Handlers[Kind] = HANDLERS[command.kind as Kind];
  return handler(context, command);
}
