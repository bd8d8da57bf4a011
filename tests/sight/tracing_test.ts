import { assert, assertEquals, assertMatch } from "@std/assert";
import { getTask } from "../../orchestration/calls/get_task.ts";
import { makeFolder, Program } from "../cli/_program.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { Collector, type ExportedSpan } from "./_collector.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";

/** A service that remembers the traceparent it is called with. */
class Echo implements AsyncDisposable {
  readonly heard: (string | null)[] = [];
  readonly #server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    this.heard.push(request.headers.get("traceparent"));
    return new Response("a sound");
  });

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** The program `tasker start`, all parts in one process, with the tasks of this folder. */
async function startTraced(db: TestDatabase, collector: Collector, echo: Echo) {
  const module = new URL("./_traced_tasks.ts", import.meta.url).pathname;
  const folder = await makeFolder({
    "base/worker.toml": `[worker]\nhandler_modules = ["${module}"]\n`,
    "base/logging.toml": '[logging]\nlevel = "info"\nformat = "json"\n',
  });
  const program = new Program(["start", "--json"], {
    ...collector.env,
    DATABASE_URL: db.url,
    TASKER_ENV: "test",
    TASKER_CONFIG_ROOT: folder.path,
    TASKER_WEB_BIND_ADDRESS: "127.0.0.1:0",
    TEST_ECHO: echo.url,
  });
  const { address } = await program.up<{ readonly address: string }>();
  const create = async (name: string): Promise<string> => {
    const response = await fetch(`${address}/v1/tasks`, {
      method: "POST",
      headers: { "content-type": "application/json", traceparent: `00-${TRACE_ID}-${CALLER}-01` },
      body: JSON.stringify({ namespace: "sight", name, context: {} }),
    });
    const task = await response.json();
    assertEquals(response.status, 201, JSON.stringify(task));
    return task.task_uuid;
  };
  return {
    program,
    create,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a process under OTEL_DENO exports spans, lines and metrics of its steps", async (test) => {
  await using db = await TestDatabase.create();
  await using echo = new Echo();
  await using collector = new Collector();
  await using started = await startTraced(db, collector, echo);
  const task = await started.create("look_around");
  await until(async () => (await getTask(db.sql, task)).status === "complete");
  const spanOf = (name: string) =>
    collector.span(name, (span) => span.name === name && span.traceId === TRACE_ID);

  let handler: ExportedSpan | undefined;
  await test.step("request → task → step → attempt → what the handler fetches is one trace", async () => {
    const taskSpan = await spanOf("task look_around");
    const server = await collector.span("the request", (span) => span.spanId === taskSpan.parentSpanId);
    assertEquals([server.kind, server.parentSpanId, server.traceId], [2, CALLER, TRACE_ID]);
    assertEquals(taskSpan.facts["tasker.task_uuid"], task);
    for (const name of ["look", "end"]) {
      const step = await spanOf(`step ${name}`);
      const attempt = await spanOf(`attempt ${name}`);
      assertEquals([step.kind, step.parentSpanId], [5, taskSpan.spanId]);
      assertEquals(attempt.parentSpanId, step.spanId);
      assertEquals([step.facts["tasker.step"], step.facts["tasker.attempt"]], [name, 1]);
      assert(BigInt(step.startTimeUnixNano) <= BigInt(attempt.startTimeUnixNano));
      assert(BigInt(step.endTimeUnixNano) >= BigInt(attempt.endTimeUnixNano));
      if (name === "look") handler = attempt;
    }
    const asked = await collector.span(
      "what the handler fetched",
      (span) => span.parentSpanId === handler?.spanId && span.kind === 3,
    );
    assertEquals(echo.heard, [`00-${TRACE_ID}-${asked.spanId}-01`]);
  });

  await test.step("lines carry the facts of their step and the ids of its span", async () => {
    for (const message of ["Looked into the store", "Asked the store"]) {
      const line = await until(() => collector.lines.find(({ body }) => body.includes(message)), {
        what: `the line "${message}"`,
      });
      assertEquals([line.severityText, line.traceId, line.spanId], ["INFO", TRACE_ID, handler?.spanId]);
      const said = JSON.parse(line.body);
      assertEquals(
        [said.message, said.task_uuid, said.task, said.step, said.attempt, said.namespace, said.trace_id],
        [message, task, "look_around", "look", 1, "sight", TRACE_ID],
      );
      assertMatch(said.correlation_id, /^[0-9a-f-]{36}$/);
    }
  });

  await test.step("what is counted is exported as metrics", async () => {
    const points = await until(() => {
      const found = collector.metrics.get("tasker.steps.successes");
      return found?.length === 2 ? found : undefined;
    }, { what: "the metric of successes", deadlineMs: 20_000 });
    assertEquals(
      points.map(({ facts, value }) => [facts.task, facts.step, value]).toSorted(),
      [["look_around", "end", 1], ["look_around", "look", 1]],
    );
    assert(collector.metrics.has("tasker.step.execution.duration"));
  });

  await test.step("a failure marks the spans of its attempt and its step", async () => {
    await started.create("refuse");
    const attempt = await spanOf("attempt refuse");
    const step = await spanOf("step refuse");
    assertEquals([attempt.status.code, attempt.status.message], [2, "No, thank you"]);
    assertEquals(attempt.events.map(({ name }) => name), ["exception"]);
    assertEquals(step.status.code, 2);
  });
});
