import { context, ProxyTracerProvider, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { contextOf, toTraceparent } from "./trace_context.ts";

/** Name of the instrumentation in every span. */
export const INSTRUMENTATION = "tasker";

/**
 * Whether spans go anywhere: Deno runs with `OTEL_DENO=true`, or the program registered a tracer provider. While it is
 * false nobody makes a span.
 */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) ||
    provider.getDelegateTracer(INSTRUMENTATION) !== undefined;
}

/** What a span of a new task tells. */
export interface TracedRequest {
  /** Namespace of the template. */
  readonly namespace: string;
  /** Name of the template. */
  readonly name: string;
  /** W3C trace context to go on with; absent: the active one. */
  readonly traceparent?: string;
}

/** The spans of tasks that are being created, one each: what their steps' spans are the children of. */
export class TaskSpans<Request extends TracedRequest> {
  /** The requests, each with its span as the trace context to go on with. */
  readonly requests: readonly Request[];
  readonly #spans: readonly Span[];

  /** Begins a span for each request. */
  constructor(requests: readonly Request[]) {
    const tracer = trace.getTracer(INSTRUMENTATION);
    this.#spans = requests.map(({ namespace, name, traceparent }) =>
      tracer.startSpan(
        `task ${name}`,
        { kind: SpanKind.PRODUCER, attributes: { "tasker.namespace": namespace, "tasker.task": name } },
        traceparent === undefined ? context.active() : contextOf(traceparent),
      )
    );
    this.requests = requests.map((request, i) => {
      const span = this.#spans[i];
      return span === undefined ? request : { ...request, traceparent: toTraceparent(span.spanContext()) };
    });
  }

  /** Ends the spans: the tasks were created, or found. */
  created(
    tasks: readonly { readonly position: number; readonly taskUuid: string; readonly created: boolean }[],
  ): void {
    for (const { position, taskUuid, created } of tasks) {
      this.#spans[position]?.setAttributes({ "tasker.task_uuid": taskUuid, "tasker.created": created });
    }
    for (const span of this.#spans) span.end();
  }

  /** Ends the spans: nothing was created. */
  failed(error: unknown): void {
    for (const span of this.#spans) endFailed(span, error);
  }
}

/**
 * Ends a span with what was thrown.
 *
 * @param span The span.
 * @param error What was thrown; any value.
 */
export function endFailed(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.recordException(error instanceof Error ? error : message);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
}

/**
 * Creates tasks within spans of theirs, when anybody traces.
 *
 * @param requests What to create.
 * @param create Creates it.
 * @param tasksOf Finds the tasks in what `create` gave.
 */
export async function withTaskSpans<Request extends TracedRequest, Created>(
  requests: readonly Request[],
  create: (requests: readonly Request[]) => Promise<Created>,
  tasksOf: (
    created: Created,
  ) => readonly { readonly position: number; readonly taskUuid: string; readonly created: boolean }[],
): Promise<Created> {
  if (!isTracing()) return await create(requests);
  const spans = new TaskSpans(requests);
  try {
    const created = await create(spans.requests);
    spans.created(tasksOf(created));
    return created;
  } catch (error) {
    spans.failed(error);
    throw error;
  }
}
