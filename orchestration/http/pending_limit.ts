import type { MiddlewareHandler } from "hono";
import { TaskerError } from "../../core/errors.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import type { QueueGauge } from "../queue_gauge.ts";

/** Seconds after which a request that found too many others may come again. */
const RETRY_SECONDS = 5;

/**
 * Refuses requests with 503 while too many others wait for their answer.
 *
 * @param limit Requests that may be under way at the same time, 1 or more.
 */
export function pendingLimit(limit: number): MiddlewareHandler {
  let pending = 0;
  return async (_, next) => {
    if (pending >= limit) {
      METRICS.refusals.of("pending_requests").add();
      throw new TaskerError("TK510", `Cannot take the request: ${limit} others are under way`, {
        hint: "Try again after the seconds that Retry-After says.",
        retryAfterSeconds: RETRY_SECONDS,
      });
    }
    pending += 1;
    try {
      await next();
    } finally {
      pending -= 1;
    }
  };
}

/**
 * Refuses requests for tasks with 503 while a queue is in overflow.
 *
 * @param gauge Knows how long the queues are.
 */
export function overflowLimit(gauge: QueueGauge): MiddlewareHandler {
  return async (_, next) => {
    gauge.refuseOverflow();
    await next();
  };
}
