import { assertEquals } from "@std/assert";
import { PermanentError, RetryableError } from "../core/handler_errors.ts";
import { toFailed } from "./failure.ts";

Deno.test("toFailed() tells permanent, retryable and unknown errors apart", () => {
  const retry = toFailed(new RetryableError("Busy", { retryAfterSeconds: 7, errorCode: "busy" }));
  assertEquals([retry.failure.errorType, retry.failure.errorCode, retry.retryAfterSeconds], [
    "retryable_error",
    "busy",
    7,
  ]);
  const permanent = toFailed(new PermanentError("No"));
  assertEquals([permanent.failure.errorType, permanent.failure.retryable], ["permanent_error", false]);
  const unknown = toFailed(new TypeError(""));
  assertEquals([unknown.failure.message, unknown.failure.errorType, unknown.failure.retryable], [
    "TypeError",
    "handler_error",
    true,
  ]);
});

Deno.test("toFailed() knows errors of another copy of the package by name", () => {
  const error = Object.assign(new Error("No"), { name: "PermanentError" });
  assertEquals(toFailed(error).failure.retryable, false);
});

Deno.test("toFailed() takes whatever was thrown", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  for (
    const [thrown, message] of [["text", "text"], [{ a: 1 }, '{"a":1}'], [undefined, "undefined"]] as const
  ) {
    assertEquals(toFailed(thrown).failure.message, message);
  }
  assertEquals(toFailed(cycle).failure.message, "[object Object]");
});
