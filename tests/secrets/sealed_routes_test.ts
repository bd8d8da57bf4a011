import { assert, assertEquals } from "@std/assert";
import { PermanentError } from "../../core/handler_errors.ts";
import { TestApi } from "../http/_api.ts";
import { startWorker, untilTask } from "../worker/_harness.ts";
import { CARD, payment, secrets } from "./_sealed_shop.ts";

/** What a route answers; of a stream of events, which does not end, what comes first: of a task its past as well. */
async function told(api: TestApi, path: string): Promise<{ status: number; text: string }> {
  const response = await api.app.fetch(new Request(`http://tasker.test${path}`));
  const { status, headers, body } = response;
  if (!headers.get("Content-Type")?.startsWith("text/event-stream")) {
    return { status, text: await response.text() };
  }
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  do text += (await reader.read()).value; while (path.startsWith("/v1/tasks/") && !text.includes("data:"));
  await reader.cancel();
  return { status, text };
}

Deno.test("no route that reads tells what is sealed, nor how it is sealed", async () => {
  await using api = await TestApi.create({ secrets: secrets("old") });
  const refuse = (card: string) => {
    throw new PermanentError(`Card ${card} is not taken`);
  };
  await using _worker = await startWorker(api.db, { tasks: [payment({}, refuse)], secrets: secrets("old") });
  const context = { card: { number: CARD, holder: "Ada" }, cents: 990 };
  const { body: task } = await api.ask("POST", "/v1/tasks", { namespace: "shop", name: "payment", context });
  await untilTask(api.db.sql, task.task_uuid, "blocked_by_failures");
  const { body: entry } = await api.ask("POST", `/v1/dlq/task/${task.task_uuid}`, {
    by: "ada",
    reason: "a look",
  });
  const [step] = (await api.ask("GET", `/v1/tasks/${task.task_uuid}/workflow_steps`)).body;
  const [worker] = (await api.ask("GET", "/v1/workers")).body;
  const { body: document } = await api.ask("GET", "/openapi.json");
  const known: Record<string, string> = {
    task_uuid: task.task_uuid,
    step_uuid: step.step_uuid,
    worker_uuid: worker.worker_uuid,
    entry_uuid: entry.dlq_entry_uuid,
    namespace: "shop",
    name: "payment",
    version: "1.0.0",
  };
  const paths = Object.entries<object>(document.paths)
    .filter(([, methods]) => "get" in methods)
    .map(([path]) => path.replaceAll(/\{(\w+)\}/g, (_, name) => known[name] ?? "none"));
  paths.push(
    "/v1/tasks?fields=context,task_uuid",
    `/v1/tasks/${task.task_uuid}?fields=context,steps&include=steps,transitions,annotations`,
    `/v1/tasks?search=${CARD}`,
  );
  const sealed: string[] = [];
  let found = 0;
  for (const path of paths) {
    const { status, text } = await told(api, path);
    if (status === 200) found += 1;
    assert(!text.includes(CARD) && !text.includes('"$sealed"') && !text.includes('"ct"'), `${path}: ${text}`);
    if (text.includes("[sealed]")) sealed.push(path);
  }
  assert(found >= 30, `only ${found} routes answered`);
  assertEquals(sealed.filter((path) => path.endsWith(task.task_uuid)).length, 2, sealed.join("\n"));
});
