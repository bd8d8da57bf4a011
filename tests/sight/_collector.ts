import { until } from "../_support/waiting.ts";

/** A value as OTLP's JSON has it. */
interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

/** A span that was exported. */
export interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 2 server, 3 client, 4 producer, 5 consumer. Source: opentelemetry-proto, `Span.SpanKind`. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number; readonly message: string };
  readonly events: readonly { readonly name: string }[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A line that was exported. */
export interface ExportedLine {
  readonly severityText: string;
  readonly body: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** A real receiver of OTLP over HTTP with JSON, on the loopback. */
export class Collector implements AsyncDisposable {
  /** What it was sent: spans. */
  readonly spans: ExportedSpan[] = [];
  /** What it was sent: log lines. */
  readonly lines: ExportedLine[] = [];
  /** What it was sent: the latest value of each metric's points, by name. */
  readonly metrics: Map<
    string,
    readonly { readonly facts: Record<string, unknown>; readonly value: unknown }[]
  > = new Map();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Begins to listen. */
  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      this.#take(new URL(request.url).pathname, await request.json());
      return Response.json({});
    });
  }

  /** Variables that make a Deno process export to it. */
  get env(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_DENO_CONSOLE: "replace",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_SERVICE_NAME: "tasker-test",
      OTEL_BSP_SCHEDULE_DELAY: "100",
      OTEL_BLRP_SCHEDULE_DELAY: "100",
      OTEL_METRIC_EXPORT_INTERVAL: "500",
    };
  }

  /** Waits for a span. */
  async span(what: string, is: (span: ExportedSpan) => boolean): Promise<ExportedSpan> {
    return await until(() => this.spans.find(is), { deadlineMs: 20_000, what: `the span of ${what}` });
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  // deno-lint-ignore no-explicit-any -- OTLP's JSON, read as far as the tests look
  #take(path: string, body: any): void {
    for (const { scopeSpans } of body.resourceSpans ?? []) {
      for (const { spans } of scopeSpans) {
        for (const span of spans) this.spans.push({ ...span, facts: factsOf(span.attributes) });
      }
    }
    for (const { scopeLogs } of body.resourceLogs ?? []) {
      for (const { logRecords } of scopeLogs) {
        for (const line of logRecords) this.lines.push({ ...line, body: line.body.stringValue });
      }
    }
    for (const { scopeMetrics } of body.resourceMetrics ?? []) {
      for (const { metrics } of scopeMetrics) {
        for (const { name, sum, gauge, histogram } of metrics) {
          const { dataPoints } = sum ?? gauge ?? histogram;
          // deno-lint-ignore no-explicit-any -- as above
          const points = dataPoints.map((point: any) => ({
            facts: factsOf(point.attributes),
            value: point.asDouble ?? Number(point.asInt ?? point.count),
          }));
          this.metrics.set(name, points);
        }
      }
    }
    if (!["/v1/traces", "/v1/logs", "/v1/metrics"].includes(path)) throw new Error(`Unknown path ${path}`);
  }
}

function factsOf(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.doubleValue ?? value.boolValue ??
        (value.intValue === undefined ? undefined : Number(value.intValue)),
    ]),
  );
}
