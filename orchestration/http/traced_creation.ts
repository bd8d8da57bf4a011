import type { Context } from "hono";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { readTraceparent } from "../../core/telemetry/trace_context.ts";
import { isTracing, withTaskSpans } from "../../core/telemetry/tracing.ts";
import type { Creation, Refusal, TaskBody } from "./creation_queue.ts";

/** A request with the trace context that its steps go on with. */
type TracedBody = TaskBody & { readonly name: string; readonly traceparent?: string };

/**
 * Creates tasks within the caller's trace. Where this process is traced, each task has a span that its steps' spans are
 * children of; where it is not, the header `traceparent` is handed on as it came; a malformed one is passed over.
 *
 * @param c The request.
 * @param requests The tasks it asks for.
 * @param create Creates them.
 */
export async function createTraced<Outcome extends Creation | Refusal>(
  c: Context,
  requests: readonly (TaskBody & { readonly name: string })[],
  create: (requests: readonly TaskBody[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const traceparent = isTracing() ? undefined : readTraceparent(c.req.header("traceparent"));
  const handed: readonly TracedBody[] = traceparent === undefined
    ? requests
    : requests.map((request) => ({ ...request, traceparent }));
  const outcomes = await withTaskSpans(handed, create, created);
  for (const { position, created: isNew } of created(outcomes)) {
    const request = requests[position];
    if (isNew && request !== undefined) METRICS.tasksRequested.of(request.namespace, request.name).add();
  }
  return outcomes;
}

function created(outcomes: readonly (Creation | Refusal)[]) {
  return outcomes.flatMap((outcome, position) =>
    "error" in outcome ? [] : [{ position, taskUuid: outcome.task_uuid, created: outcome.created }]
  );
}
