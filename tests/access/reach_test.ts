import { assert, assertEquals } from "@std/assert";
import { register, templateOf } from "../_support/fixtures.ts";
import { GuardedApi } from "./_api.ts";

const NAMESPACES = ["payments", "inventory"] as const;

/** The same in two namespaces: a template, a task of it that failed, an investigation, a note, a worker; and one worker of both. */
async function twins(api: GuardedApi): Promise<Record<string, string>> {
  const { sql } = api.db;
  const uuids: Record<string, string> = {};
  for (const namespace of NAMESPACES) {
    const each = { handler: { callable: `run_${namespace}` } };
    const template = templateOf({ a: [] }, { namespace, name: `of_${namespace}`, each });
    await register(sql, template);
    const requests = JSON.stringify([
      { namespace, name: template.name, context: {} },
      { namespace, name: template.name, context: {} },
    ]);
    const tasks = await sql`select task_uuid from tasker_v1.create_tasks(${requests}::text::jsonb)`;
    const task = uuids[namespace] = tasks[0]!.task_uuid;
    await sql`select tasker_v1.create_dlq_entry(${task})`;
    await sql`select tasker_v1.annotate_task(${task}, ${`note_${namespace}`}, '{}')`;
    await sql`select tasker_v1.register_worker(${crypto.randomUUID()}, array[${namespace}], array[${`run_${namespace}`}], '{}')`;
  }
  const both = uuids.both = crypto.randomUUID();
  await sql`select tasker_v1.register_worker(${both}, ${[
    ...NAMESPACES,
  ]}, '{run_payments,run_inventory}', '{}')`;
  for (const namespace of NAMESPACES) {
    const claimOne = () =>
      sql`select step_uuid, attempt from tasker_v1.claim_steps(${both}, ${[namespace]}, 1)`;
    const results = (await claimOne()).map((step) => ({ ...step, success: true, result: {} }));
    await sql`select tasker_v1.complete_steps(${both}, ${JSON.stringify(results)}::text::jsonb)`;
    await claimOne();
  }
  return uuids;
}

/** Routes that list or sum up, and tell of the whole system on purpose: who may only reach some namespaces may not call them. */
const OF_THE_WHOLE_SYSTEM = new Set(["system:read", "audit:read", "auth:manage", "config:read"]);

/** Lists that tell nothing of what is in any namespace. */
const ABOUT_NOTHING = new Set(["/v1/auth/me", "/v1/auth/permissions"]);

interface Operation {
  readonly "x-permission": string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
  }[];
}

Deno.test("no list, report or stream tells a caller of payments anything of inventory", async (test) => {
  await using api = await GuardedApi.create({ caches: true });
  const uuids = await twins(api);
  const payments = await api.key(["admin"], ["payments"]);
  const all = await api.key(["admin"]);
  const { body: document } = await api.ask("GET", "/openapi.json");
  const lists = Object.entries<Record<string, Operation>>(document.paths)
    .flatMap(([path, { get }]) => get === undefined || /\{/.test(path) ? [] : [{ path, get }])
    .filter(({ get }) => get["x-permission"] !== "public");
  assert(lists.length > 10);

  let telling = 0;
  for (const { path, get } of lists) {
    await test.step(path, async () => {
      const isWhole = OF_THE_WHOLE_SYSTEM.has(get["x-permission"]);
      const whole = await api.first(path, all); // first: what a cache keeps of it must not reach the other
      const mine = await api.first(path, payments);
      if (isWhole) return assertEquals(mine.status, 403);
      assertEquals(mine.status, 200, mine.text);
      assert(!mine.text.includes("inventory"), `tells of inventory: ${mine.text}`);
      assert(!mine.text.includes(uuids.inventory!), `tells of a task of inventory: ${mine.text}`);
      if (ABOUT_NOTHING.has(path)) return;
      if (whole.text.includes("inventory") || whole.text.includes(uuids.inventory!)) telling++;
      const asked = await api.first(`${path}?namespace=inventory`, payments);
      assert(
        asked.status >= 400 || !asked.text.includes(uuids.inventory!),
        `tells who asks for it: ${asked.text}`,
      );
    });
  }
  assert(telling >= 8, `only ${telling} lists tell the whole of inventory: the test sees too little`);
});

Deno.test("counts and sums are of the reached namespaces alone", async () => {
  await using api = await GuardedApi.create();
  const uuids = await twins(api);
  const payments = await api.key(["admin"], ["payments"]);
  const of = async (path: string) => (await api.ask("GET", path, payments)).body;
  assertEquals((await of("/v1/tasks?page=1")).pagination.total_count, 2);
  const pending = (await of("/v1/dlq/stats")).reduce(
    (sum: number, { pending }: { pending: number }) => sum + pending,
    0,
  );
  assertEquals(pending, 1);
  const both = (await of("/v1/workers")).find((worker: { worker_uuid: string }) =>
    worker.worker_uuid === uuids.both
  );
  assertEquals([both.namespaces, both.handlers, both.steps_count], [["payments"], ["run_payments"], 1]);
  const detail = await of(`/v1/workers/${uuids.both}`);
  assertEquals(detail.steps.map(({ namespace }: { namespace: string }) => namespace), ["payments"]);
  assertEquals((await of("/v1/analytics/performance")).metrics, null);
});

Deno.test("who may be a worker of payments cannot act as one that serves inventory too, nor take over its uuid", async () => {
  await using api = await GuardedApi.create();
  const uuids = await twins(api);
  const key = await api.key(["worker"], ["payments"]);
  const act = (path: string, body: object) =>
    api.ask("POST", `/v1/workers${path}`, key, JSON.stringify(body));
  for (
    const [verb, body] of [["heartbeat", {}], ["complete", { results: [] }], ["release", {
      step_uuids: [],
    }]] as const
  ) {
    assertEquals((await act(`/${uuids.both}/${verb}`, body)).status, 404, verb);
  }
  assertEquals((await act("", { worker_uuid: uuids.both, namespaces: ["payments"] })).body.code, "TK104");
  assertEquals((await act("", { worker_uuid: crypto.randomUUID(), namespaces: ["payments"] })).status, 201);
});
