import type { StepFailure } from "../core/wire.ts";
import { failureOf } from "./failure.ts";

/**
 * Writes what a handler returned as JSON text that PostgreSQL can store.
 *
 * @param value What the handler returned; nothing is stored as null.
 * @returns The text; or, where it is no JSON or holds `\u0000` or a lone surrogate, the failure that says where.
 */
export function resultJson(value: unknown): string | StepFailure {
  if (value === undefined) return "null";
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) return unserialisable(`it is a ${typeof value}`);
    const path = text.includes("\\u") ? unstorablePath(JSON.parse(text), "result") : undefined;
    return path === undefined ? text : unstorable(path);
  } catch (error) {
    return unserialisable(error instanceof Error ? error.message : String(error));
  }
}

function unstorable(path: string): StepFailure {
  const message =
    `Cannot store the result: ${path} holds \\u0000 or a lone surrogate, which PostgreSQL's JSON cannot`;
  return failureOf(message, "unstorable_result", { retryable: false });
}

function unserialisable(reason: string): StepFailure {
  const message = `Cannot store the result, it is not JSON: ${reason}`;
  return failureOf(message, "unserialisable_result", { retryable: false });
}

/** Path of the first text or key that PostgreSQL's JSON cannot hold. */
function unstorablePath(value: unknown, path: string): string | undefined {
  if (typeof value === "string") return isStorable(value) ? undefined : path;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (!isStorable(key)) return `a key of ${path}`;
    const found = unstorablePath(member, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
