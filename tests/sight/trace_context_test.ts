import { assertEquals } from "@std/assert";
import { isSpanContextValid, trace } from "@opentelemetry/api";
import { contextOf, derivedTraceparent, readTraceparent } from "../../core/telemetry/trace_context.ts";
import { TestApi } from "../http/_api.ts";
import { register, templateOf } from "../_support/fixtures.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

Deno.test("an API that is not traced hands the caller's trace context on, and passes over a malformed one", async () => {
  await using api = await TestApi.create();
  await register(api.db.sql, templateOf({ a: [] }));
  const body = JSON.stringify({ namespace: "shop", name: "order", context: {} });
  for (const traceparent of [TRACEPARENT, "00-nonsense"]) {
    await api.askWith("POST", "/v1/tasks", body, { "Content-Type": "application/json", traceparent });
  }
  const rows = await api.db.sql`select t.traceparent from tasker.tasks t order by t.traceparent nulls last`;
  assertEquals(rows.map((row) => row.traceparent), [TRACEPARENT, null]);
});

Deno.test("readTraceparent() takes the first of a list and refuses ids of zeros", () => {
  assertEquals(readTraceparent(`${TRACEPARENT}, ${TRACEPARENT}`), TRACEPARENT);
  assertEquals(readTraceparent(`00-${"0".repeat(32)}-b7ad6b7169203331-01`), undefined);
  assertEquals(readTraceparent(`00-0af7651916cd43dd8448eb211c80319c-${"0".repeat(16)}-01`), undefined);
  assertEquals(readTraceparent(undefined), undefined);
});

Deno.test("derivedTraceparent() makes the correlation id the trace id", () => {
  const [task, correlation] = [
    "019aa6b0-1c2d-7e3f-8a4b-5c6d7e8f0000",
    "0af76519-16cd-43dd-8448-eb211c80319c",
  ];
  const span = trace.getSpanContext(contextOf(derivedTraceparent(task, correlation)));
  assertEquals([span?.traceId, span?.spanId], ["0af7651916cd43dd8448eb211c80319c", "8a4b5c6d7e8f0000"]);
  assertEquals(span !== undefined && isSpanContextValid(span), true);
});
