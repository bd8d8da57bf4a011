import type { LogRecord } from "@logtape/logtape";
import { REDACTED, redactor } from "../core/redaction.ts";

/** Names in a template of a message: `{user.password}`. */
const PLACEHOLDER = /\{([^{}]+)\}/g;

/**
 * Makes a copy of a record that tells no secrets: in its message, and in its properties by their names.
 *
 * @param record What was logged.
 */
export function redactRecord(record: LogRecord): LogRecord {
  const hide = redactor();
  const template = typeof record.rawMessage === "string" ? record.rawMessage : record.rawMessage.join("{}");
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  const message = record.message.map((part, place) => {
    const name = place % 2 === 1 ? names[(place - 1) / 2] : undefined;
    return name !== undefined && hide.hides(name) ? REDACTED : hide.value(part);
  });
  return { ...record, message, properties: hide.value(record.properties) };
}
