import { TaskerError } from "../../core/errors.ts";
import { isUuid } from "../../core/ids.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Message } from "../calls/read_messages.ts";

/**
 * The uuid that a message names.
 *
 * @param message As it was read.
 * @param key Member of its body.
 * @throws {TaskerError} `TK001` when it names none.
 */
export function uuidIn(message: Message, key: string): string {
  const value = bodyOf(message)[key];
  if (isUuid(value)) return value;
  throw new TaskerError("TK001", `Cannot read message ${message.id}: "${key}" is not a uuid`);
}

/**
 * The object that a message holds.
 *
 * @param message As it was read.
 * @param key Member of its body.
 * @throws {TaskerError} `TK001` when it holds none.
 */
export function objectIn(message: Message, key: string): JsonObject {
  const value = bodyOf(message)[key];
  if (value !== undefined && isObject(value)) return value;
  throw new TaskerError("TK001", `Cannot read message ${message.id}: "${key}" is not an object`);
}

function bodyOf(message: Message): JsonObject {
  if (isObject(message.body)) return message.body;
  throw new TaskerError("TK001", `Cannot read message ${message.id}: it is not an object`);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
