import { getAnsiColorFormatter, getTextFormatter, type LogRecord } from "@logtape/logtape";
import { trace } from "@opentelemetry/api";
import type { LoggingConfig } from "../config/mod.ts";

/** Writes a record as one line. */
export type LineWriter = (record: LogRecord) => string;

/** Facts of a step that stand on every line logged within it, in this order; the rest of a line's properties follow. */
const FACTS = [
  "correlation_id",
  "task_uuid",
  "step_uuid",
  "namespace",
  "task",
  "step",
  "attempt",
  "request_id",
];

const messageOf = getTextFormatter({ value: "bare", format: ({ message }) => message });
const plain = getTextFormatter({ timestamp: "rfc3339", value: "bare" });
const coloured = getAnsiColorFormatter({ timestamp: "time", timeZone: null, value: "bare" });

/**
 * Chooses how lines look.
 *
 * @param format As configured.
 * @param isTerminal Whether a person reads them; colours are for people only.
 */
export function lineWriter(format: LoggingConfig["format"], isTerminal: boolean): LineWriter {
  if (format === "json") return jsonLine;
  if (format === "pretty" && isTerminal) {
    return (record) => `${coloured(record).trimEnd()}${dim(factsText(record))}`;
  }
  return (record) => `${plain(record).trimEnd()}${factsText(record)}`;
}

/** One JSON object: time, level, logger, message, the facts of the step and of the trace, and the other properties. */
export function jsonLine(record: LogRecord): string {
  const { facts, others } = split(record.properties);
  const line = {
    "@timestamp": new Date(record.timestamp).toISOString(),
    level: record.level,
    logger: record.category.join("."),
    message: messageOf(record).trimEnd(),
    ...facts,
    ...traceFacts(),
    ...(Object.keys(others).length === 0 ? {} : { properties: others }),
  };
  return JSON.stringify(line, (_, value) => writable(value));
}

function factsText({ properties }: LogRecord): string {
  const facts = Object.entries({ ...split(properties).facts, ...traceFacts() });
  return facts.length === 0 ? "" : `  ${facts.map(([name, value]) => `${name}=${String(value)}`).join(" ")}`;
}

function split(properties: Readonly<Record<string, unknown>>): {
  readonly facts: Record<string, unknown>;
  readonly others: Record<string, unknown>;
} {
  const isFact = (name: string) => FACTS.includes(name);
  return {
    facts: Object.fromEntries(FACTS.flatMap((name) => name in properties ? [[name, properties[name]]] : [])),
    others: Object.fromEntries(Object.entries(properties).filter(([name]) => !isFact(name))),
  };
}

/** Which trace and span a line belongs to, where there is one. */
function traceFacts(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** JSON has neither errors nor big integers. */
function writable(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return {
    name,
    message,
    stack,
    ...("code" in value ? { code: value.code } : {}),
    ...(cause ? { cause } : {}),
  };
}

function dim(text: string): string {
  return text === "" ? "" : `\x1b[2m${text}\x1b[22m`;
}
