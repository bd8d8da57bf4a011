import type { StepFailure } from "../../core/wire.ts";

/** Which attempt a result is of. */
export interface AttemptId {
  /** UUIDv7 of the step. */
  readonly stepUuid: string;
  /** The attempt that was claimed, from 1. */
  readonly attempt: number;
}

/**
 * Writes one successful result as `complete_steps` takes it.
 *
 * @param id The attempt.
 * @param result What the handler returned, as JSON text.
 * @returns JSON text of one element of the array.
 */
export function successText({ stepUuid, attempt }: AttemptId, result: string): string {
  return `{"step_uuid":"${stepUuid}","attempt":${attempt},"success":true,"result":${result}}`;
}

/**
 * Writes one failure as `complete_steps` takes it.
 *
 * @param id The attempt.
 * @param failure What happened.
 * @param retryAfterSeconds How long to wait before the next attempt; absent, the step's backoff decides.
 * @returns JSON text of one element of the array.
 */
export function failureText(
  { stepUuid, attempt }: AttemptId,
  failure: StepFailure,
  retryAfterSeconds?: number,
): string {
  return JSON.stringify({
    step_uuid: stepUuid,
    attempt,
    success: false,
    error: {
      message: failure.message,
      error_type: failure.errorType,
      retryable: failure.retryable,
      error_code: failure.errorCode,
      backtrace: failure.backtrace,
    },
    retry_after_seconds: retryAfterSeconds,
  });
}
