import { assert, assertEquals, assertMatch, assertNotMatch, assertRejects } from "@std/assert";
import { startLogging } from "../../cli/logging.ts";
import { Output } from "../../cli/output.ts";
import type { Terminal } from "../../cli/terminal.ts";
import { TaskerError } from "../../core/errors.ts";
import { createTasks } from "../../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { TestDatabase } from "../_support/database.ts";
import { TestApi } from "../http/_api.ts";
import { startWorker, stepsOf, untilTask } from "../worker/_harness.ts";
import { CARD, payment, secrets, type Seen, tablesWith, TOKEN } from "./_sealed_shop.ts";

/** Standard error of a process, kept. */
class Recorder implements Terminal {
  readonly isTerminal = false;
  readonly isErrorTerminal = false;
  readonly columns = Infinity;
  told = "";
  write(text: string): void {
    this.told += text;
  }
  writeError(text: string): void {
    this.told += text;
  }
}

const request = {
  namespace: "shop",
  name: "payment",
  context: { card: { number: CARD, holder: "Ada" }, cents: 990 },
};

Deno.test("a card number is sealed on its way in, open to the handler, and told to nobody else", async (t) => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  const seen: Seen = {};
  const terminal = new Recorder();
  await using _logging = await startLogging(
    { level: "debug", format: "json", captureConsole: false },
    new Output(terminal, false),
  );
  await using _worker = await startWorker(api.db, { tasks: [payment(seen)], secrets: secrets("old") });
  const created = await api.ask("POST", "/v1/tasks", request);
  const uuid = created.body.task_uuid;
  await untilTask(api.db.sql, uuid, "complete");

  await t.step("handlers see the plain values", () => {
    assertEquals(seen.charged, request.context);
    assertEquals(seen.sent, { token: TOKEN, cents: 990 });
  });
  await t.step("no table holds them", async () => {
    assertEquals(await tablesWith(api.db, CARD), []);
    assertEquals(await tablesWith(api.db, TOKEN), []);
    assert((await tablesWith(api.db, uuid)).length > 0, "the search finds what is there");
  });
  await t.step("log lines tell neither", () => {
    assertMatch(terminal.told, /Charging \[sealed\]/);
    assertNotMatch(terminal.told, new RegExp(`${CARD}|${TOKEN}`));
  });
  await t.step("the API tells that they are sealed", async () => {
    const task = await api.ask("GET", `/v1/tasks/${uuid}`);
    assertEquals(task.body.context, { card: { number: "[sealed]", holder: "Ada" }, cents: 990 });
    const context = await api.ask("GET", `/v1/tasks/${uuid}/context`);
    assertEquals(context.body.card.number, "[sealed]");
    const steps = await api.ask("GET", `/v1/tasks/${uuid}/workflow_steps`);
    assertEquals(steps.body[0].results, { token: "[sealed]", cents: 990 });
    for (const answer of [created, task, context, steps]) {
      assertNotMatch(JSON.stringify(answer.body), /\$sealed|4929|tok_9f/);
    }
  });
  await t.step("what was changed in the database is refused, and not tried again", async () => {
    const [other] = await createTasks(api.db.sql, [await sealedAs(api, uuid)]);
    await untilTask(api.db.sql, other!.taskUuid, "blocked_by_failures");
    const { error, attempts } = (await stepsOf(api.db.sql, other!.taskUuid)).charge!;
    assertEquals([error?.errorType, error?.errorCode, attempts], ["permanent_error", "TK521", 1]);
    assertMatch(error!.message, /"\/card\/number" in the context of "shop\/payment": it was changed/);
  });
});

/** A request with the sealed card of a task, one letter of it changed. */
async function sealedAs(api: TestApi, taskUuid: string) {
  const [row] = await api.db.sql`select context from tasker.tasks where task_uuid = ${taskUuid}`;
  const context = row!.context;
  const { ct } = context.card.number.$sealed;
  context.card.number.$sealed.ct = (ct.startsWith("A") ? "B" : "A") + ct.slice(1);
  return { ...request, context };
}

Deno.test("the database takes nothing in the open that a template declares sensitive", async () => {
  await using db = await TestDatabase.create();
  await registerTemplate(db.sql, payment().toTemplate());
  const error = await assertRejects(() => createTasks(db.sql, [request]), TaskerError);
  assertEquals([error.code, JSON.parse(error.details ?? "")], ["TK008", [{
    path: "card.number",
    reason: "must be sealed",
  }]]);
  assert(!error.message.includes(CARD));
  const missing = await assertRejects(
    () => createTasks(db.sql, [{ ...request, context: { card: {}, cents: 1 } }]),
    TaskerError,
  );
  assertEquals([missing.code, JSON.parse(missing.details ?? "")], ["TK003", [{
    path: "card.number",
    reason: "is missing",
  }]]);
});

Deno.test("an API without keys refuses what must be sealed, also of a template that came after it looked", async () => {
  await using bare = await TestApi.create({});
  const before = await bare.ask("POST", "/v1/tasks", { ...request, name: "unknown" });
  assertEquals(before.status, 404);
  await registerTemplate(bare.db.sql, payment().toTemplate());
  const refused = await bare.ask("POST", "/v1/tasks", request);
  assertEquals([refused.status, refused.body.code], [503, "TK520"]);
  assertEquals(await tablesWith(bare.db, CARD), []);
});

Deno.test("the API checks what it seals against the schema, and quotes no value", async () => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  await registerTemplate(api.db.sql, payment().toTemplate());
  const wrong = { ...request, context: { card: { number: "4929 and no card" }, cents: 1 } };
  const { status, body } = await api.ask("POST", "/v1/tasks", wrong);
  assertEquals([status, body.code, body.errors.map(({ path }: { path: string }) => path)], [400, "TK003", [
    "card.number",
  ]]);
  assertNotMatch(JSON.stringify(body), /4929/);
  const each = await api.ask("POST", "/v1/tasks/batch?atomic=false", [wrong, request]);
  assertEquals(each.body.map(({ created }: { created: boolean }) => created), [false, true]);
});

Deno.test("an operator's result is sealed as a handler's is", async () => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  await registerTemplate(api.db.sql, payment().toTemplate());
  const { body: task } = await api.ask("POST", "/v1/tasks", request);
  const [charge] = (await api.ask("GET", `/v1/tasks/${task.task_uuid}/workflow_steps`)).body;
  const done = await api.ask("PATCH", `/v1/tasks/${task.task_uuid}/workflow_steps/${charge.step_uuid}`, {
    action_type: "complete_manually",
    completed_by: "ada",
    reason: "paid by phone",
    completion_data: { result: { token: TOKEN, cents: 990 } },
  });
  assertEquals([done.status, done.body.results], [200, { token: "[sealed]", cents: 990 }]);
  assertEquals(await tablesWith(api.db, TOKEN), []);
});

Deno.test("a step whose key is missing is tried again, and says which key", async () => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  await using _worker = await startWorker(api.db, { tasks: [payment()], secrets: secrets("new", ["new"]) });
  const { body } = await api.ask("POST", "/v1/tasks", request);
  await untilTask(api.db.sql, body.task_uuid, "blocked_by_failures");
  const { error, attempts } = (await stepsOf(api.db.sql, body.task_uuid)).charge!;
  assertEquals([error?.errorType, error?.errorCode, attempts], ["retryable_error", "TK520", 2]);
  assertMatch(error!.message, /there is no secret key "old"/);
});

Deno.test("what a handler throws tells nothing that was sealed", async () => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  const refuse = (card: string) => {
    throw new TypeError(`Card ${card} is not taken`);
  };
  await using _worker = await startWorker(api.db, { tasks: [payment({}, refuse)], secrets: secrets("old") });
  const { body } = await api.ask("POST", "/v1/tasks", request);
  await untilTask(api.db.sql, body.task_uuid, "blocked_by_failures");
  const { error } = (await stepsOf(api.db.sql, body.task_uuid)).charge!;
  assertEquals(error?.message, "Card [sealed] is not taken");
  assertEquals(await tablesWith(api.db, CARD), []);
});

Deno.test("a worker over HTTP gets plain values, and its results are sealed", async () => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  await registerTemplate(api.db.sql, payment().toTemplate());
  const { body: { task_uuid } } = await api.ask("POST", "/v1/tasks", request);
  const { body: { worker_uuid } } = await api.ask("POST", "/v1/workers", { namespaces: ["shop"] });
  const claimed = await api.ask("POST", `/v1/workers/${worker_uuid}/claim`, { namespaces: ["shop"] });
  assertEquals(claimed.body[0].context, request.context);
  const completed = await api.ask("POST", `/v1/workers/${worker_uuid}/complete`, {
    results: [{
      step_uuid: claimed.body[0].step_uuid,
      attempt: 1,
      success: true,
      result: { token: TOKEN, cents: 990 },
    }],
    take: 1,
  });
  assertEquals(completed.body.steps[0].dependencies, { charge: { token: TOKEN, cents: 990 } });
  assertEquals(await tablesWith(api.db, TOKEN), []);
  const steps = await api.ask("GET", `/v1/tasks/${task_uuid}/workflow_steps`);
  assertEquals(steps.body[0].results.token, "[sealed]");
});

Deno.test("a value that does not open spoils its own attempt over HTTP, not the claims of others", async () => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  await registerTemplate(api.db.sql, payment().toTemplate());
  await registerTemplate(api.db.sql, {
    namespace: "shop",
    name: "note",
    version: "1.0.0",
    steps: [{ name: "keep", handler: { callable: "shop.keep" } }],
  });
  const looksSealed = { $sealed: { kid: "made up", iv: "", ct: "" } };
  const note = { namespace: "shop", name: "note", context: { text: looksSealed } };
  const { body: poison } = await api.ask("POST", "/v1/tasks", note);
  const { body: good } = await api.ask("POST", "/v1/tasks", request);
  const { body: { worker_uuid } } = await api.ask("POST", "/v1/workers", { namespaces: ["shop"] });
  const claimed = await api.ask("POST", `/v1/workers/${worker_uuid}/claim`, {
    namespaces: ["shop"],
    limit: 9,
  });
  assertEquals(claimed.status, 200);
  assertEquals(claimed.body.map(({ task_uuid }: { task_uuid: string }) => task_uuid), [good.task_uuid]);
  const { error, attempts } = (await stepsOf(api.db.sql, poison.task_uuid)).keep!;
  assertEquals([error?.errorCode, attempts], ["TK520", 1]);
});

Deno.test("startTasks() seals what it creates", async () => {
  await using db = await TestDatabase.create();
  const seen: Seen = {};
  await using worker = await startWorker(db, { tasks: [payment(seen)], secrets: secrets("old") });
  const [task] = await worker.startTasks([request]);
  await untilTask(db.sql, task!.taskUuid, "complete");
  assertEquals(seen.charged, request.context);
  assertEquals(await tablesWith(db, CARD), []);
});
