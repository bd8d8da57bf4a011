import type { MiddlewareHandler } from "hono";
import { TaskerError } from "../../core/errors.ts";

/**
 * Refuses requests while too many others wait for their answer.
 *
 * @param limit Requests that may be under way at the same time, 1 or more.
 */
export function pendingLimit(limit: number): MiddlewareHandler {
  let pending = 0;
  return async (_, next) => {
    if (pending >= limit) {
      throw new TaskerError("TK401", `Cannot take the request: ${limit} others are under way`, {
        hint: "Try again after the seconds that Retry-After says.",
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
