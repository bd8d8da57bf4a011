import { type Context, ROOT_CONTEXT, type SpanContext, trace, TraceFlags } from "@opentelemetry/api";

/** Source: W3C Trace Context, §3.2: version, trace id, parent id, flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})/;

/**
 * Reads the first traceparent of a text, such as a header that a proxy made a list.
 *
 * @param text The text.
 * @returns The traceparent; `undefined` when there is none or it is malformed, which W3C asks to pass over.
 */
export function readTraceparent(text: string | undefined): string | undefined {
  return TRACEPARENT.exec(text ?? "")?.[0];
}

/** Writes where a span is as a traceparent. */
export function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/**
 * The context that a traceparent tells of.
 *
 * @param traceparent The traceparent; anything that is none gives a context without a parent.
 */
export function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags ?? "0", 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/**
 * The traceparent of a task whose creator was not traced: its correlation id is the trace id, so all its steps, wherever
 * they run, are one trace.
 *
 * @param taskUuid The task.
 * @param correlationId Its correlation id.
 */
export function derivedTraceparent(taskUuid: string, correlationId: string): string {
  return `00-${hex(correlationId)}-${hex(taskUuid).slice(16)}-01`;
}

function hex(uuid: string): string {
  return uuid.replaceAll("-", "");
}
