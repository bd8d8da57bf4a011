import type { Logger } from "@logtape/logtape";
import type { StepLog } from "../core/step_context.ts";
import type { Claim } from "../orchestration/calls/claim.ts";
import { stepLog } from "./log.ts";

/** The log of one attempt: its properties are gathered with the first line, most attempts log none. */
export class AttemptLog implements StepLog {
  readonly #claim: Claim;
  #made: Logger | undefined;

  /** Makes the log of an attempt. */
  constructor(claim: Claim) {
    this.#claim = claim;
  }

  /** Logs what only a developer wants to know. */
  debug(message: string, properties?: Record<string, unknown>): void {
    this.#logger.debug(message, properties);
  }

  /** Logs what happened. */
  info(message: string, properties?: Record<string, unknown>): void {
    this.#logger.info(message, properties);
  }

  /** Logs what may need a look. */
  warn(message: string, properties?: Record<string, unknown>): void {
    this.#logger.warn(message, properties);
  }

  /** Logs what failed. */
  error(message: string, properties?: Record<string, unknown>): void {
    this.#logger.error(message, properties);
  }

  get #logger(): Logger {
    return this.#made ??= stepLog.with(logPropertiesOf(this.#claim));
  }
}

/** What every line that is logged within an attempt tells of it, by the names it has in logs. */
export function logPropertiesOf({ taskUuid, stepUuid, attempt, correlationId, work }: Claim): LogProperties {
  return {
    correlation_id: correlationId,
    task_uuid: taskUuid,
    step_uuid: stepUuid,
    namespace: work.namespace,
    task: work.taskName,
    step: work.stepName,
    attempt,
  };
}

type LogProperties = Record<string, string | number>;
