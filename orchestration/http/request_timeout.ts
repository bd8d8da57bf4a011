import type { MiddlewareHandler } from "hono";
import { TaskerError } from "../../core/errors.ts";

/**
 * Answers requests that take too long; what they began in the database runs on until its own timeout.
 *
 * @param ms Longest that a request may take: milliseconds, 100 to 600000.
 */
export function requestTimeout(ms: number): MiddlewareHandler {
  return async (_, next) => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const complaint = new TaskerError("TK503", `Cannot answer within ${ms} milliseconds`, {
      hint: "Try again in a moment; what was asked for may still happen.",
    });
    const timer = setTimeout(() => reject(complaint), ms);
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
