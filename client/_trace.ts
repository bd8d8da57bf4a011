import type { TraceContext } from "./connection_options.ts";
import { randomHex } from "./_random.ts";

/** Version, trace, parent, flags. Source: W3C Trace Context §3.2. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Writes the headers of a trace.
 *
 * @param trace The trace that the caller is in; a new, sampled one is begun without.
 * @returns `traceparent`, and `tracestate` if there is one.
 * @throws {RangeError} When `traceparent` is not well-formed.
 */
export function traceHeaders(trace: TraceContext | undefined): Record<string, string> {
  if (trace === undefined) return { traceparent: `00-${randomHex(16)}-${randomHex(8)}-01` };
  const { traceparent, tracestate } = trace;
  if (!TRACEPARENT.test(traceparent)) {
    throw new RangeError(`Cannot send traceparent "${traceparent}": it must be 00-<32 hex>-<16 hex>-<2 hex>`);
  }
  return { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}
