import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { TestDatabase } from "../_support/database.ts";
import { freePort } from "../_support/ports.ts";
import { until } from "../_support/waiting.ts";
import { makeFolder, Program } from "./_program.ts";

interface Started {
  readonly address: string;
  readonly templates: readonly { readonly name: string }[];
}
interface Shown {
  readonly task_uuid: string;
  readonly status: string;
  readonly transitions: readonly { readonly to_state: string }[];
  readonly steps: readonly {
    readonly name: string;
    readonly current_state: string;
    readonly results: unknown;
    readonly transitions: readonly { readonly to_state: string }[];
  }[];
}

const ORDER = {
  namespace: "fulfillment",
  name: "order_fulfillment",
  context: {
    order_id: "order-1",
    customer: { name: "Grace", email: "grace@example.com" },
    items: [{ sku: "coffee-mug", quantity: 2, unit_price_cents: 1290 }],
    card: "tok_visa",
    country: "DE",
  },
};

async function createOrder(address: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${address}/v1/tasks`, {
    method: "POST",
    headers,
    body: JSON.stringify(ORDER),
  });
  const task = await response.json();
  assertEquals(response.status, 201, JSON.stringify(task));
  return task.task_uuid;
}

async function show(address: string, taskUuid: string): Promise<Shown> {
  return await (await fetch(`${address}/v1/tasks/${taskUuid}`)).json();
}

/** The process of the PostgreSQL server that a data folder holds. */
async function serverPid(dataDir: string): Promise<number> {
  const [pid] = (await Deno.readTextFile(`${dataDir}/18/postmaster.pid`)).split("\n");
  return Number(pid);
}

Deno.test("start serves a newcomer without a database, and keeps the data", async (test) => {
  await using folder = await makeFolder();
  const env = { TASKER_DATA_DIR: `${folder.path}/data`, TASKER_WEB_BIND_ADDRESS: "127.0.0.1:0" };
  const start = () => new Program(["start", "--json"], env);
  let order = "";

  await test.step("an order completes, every step and transition is shown", async () => {
    await using program = start();
    const { address, templates } = await program.up<Started>();
    assert(templates.some(({ name }) => name === "order_fulfillment"));
    assertEquals((await (await fetch(`${address}/ready`)).json()).status, "ready");

    order = await createOrder(address);
    await until(async () => (await show(address, order)).status === "complete");
    const task = await show(address, order);
    assertEquals(task.transitions.at(-1)?.to_state, "complete");
    assertEquals(task.steps.map(({ name }) => name), [
      "validate_order",
      "reserve_inventory",
      "process_payment",
      "ship_order",
    ]);
    for (const { current_state, results, transitions } of task.steps) {
      assertEquals(current_state, "complete");
      assert(results !== null);
      assertEquals(transitions.slice(-2).map(({ to_state }) => to_state), ["in_progress", "complete"]);
    }

    await using second = start();
    assertEquals(await second.ended(), EXIT.busy);
    assertMatch(second.stderr, new RegExp(`data folder ".*data" is in use by process ${program.pid}`));

    Deno.kill(await serverPid(env.TASKER_DATA_DIR), "SIGKILL");
    assertEquals(await program.ended(), EXIT.databaseUnavailable, program.stderr);
    assertMatch(program.stderr, /error\[TK503\]: The embedded PostgreSQL server ended by itself/);
    assertMatch(program.stderr, /server\.log below ".*data", then start again: nothing is lost/);
  });

  await test.step("the next start finds the order, and its server goes with it", async () => {
    await using program = start();
    const { address } = await program.up<Started>();
    assertEquals((await show(address, order)).status, "complete");
    program.kill("SIGINT");
    assertEquals(await program.ended(), EXIT.ok, program.stderr);
    assertStringIncludes(program.stderr, "Stopping");
    const files = await Array.fromAsync(Deno.readDir(`${folder.path}/data/18`), ({ name }) => name);
    assert(!files.includes("postmaster.pid"));
  });
});

Deno.test("start says that its port is in use, and stops what it started", async () => {
  await using db = await TestDatabase.create();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = `127.0.0.1:${listener.addr.port}`;
  await using program = new Program(["start", "--env", "test"], {
    DATABASE_URL: db.url,
    TASKER_WEB_BIND_ADDRESS: address,
  });
  assertEquals(await program.ended(), EXIT.busy);
  assertStringIncludes(program.stderr, `error: Cannot listen on ${address}`);
});

Deno.test("start says that DATABASE_URL points nowhere, and starts no server of its own", async () => {
  await using folder = await makeFolder();
  const url = `postgres://postgres@127.0.0.1:${freePort()}/x`;
  const env = { DATABASE_URL: url, TASKER_DATA_DIR: `${folder.path}/data` };
  await using program = new Program(["start", "--env", "test"], env);
  assertEquals(await program.ended(), EXIT.databaseUnavailable);
  assertStringIncludes(program.stderr, "nothing listens there");
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("start runs on a database of its own choice, with several orchestrators and no worker, and listens past a pooler", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await using root = await makeFolder({ "base/orchestration.toml": "[orchestration]\ninstances = 2\n" });
  const env = {
    DATABASE_URL: db.url,
    TASKER_LISTEN_URL: `${db.url}?application_name=direct`,
    TASKER_CONFIG_ROOT: root.path,
  };
  await using program = new Program(["start", "--env", "test", "--json"], env);
  const { address, templates } = await program.up<Started>();
  assertEquals(templates, []);
  const { status, checks } = await (await fetch(`${address}/ready`)).json();
  assertEquals([status, checks.worker, checks.command_processor_2.status], ["ready", undefined, "healthy"]);
  assertEquals(checks.orchestration_system.status, "healthy"); // it hears
  const listeners = await db.sql`
    select a.application_name as name, count(*)::int from pg_stat_activity a
     where a.datname = current_database() and a.application_name in ('direct', 'tasker_listener')
     group by a.application_name`;
  assertEquals(listeners.map((row) => ({ ...row })), [{ name: "direct", count: 3 }]);
  program.kill("SIGTERM");
  assertEquals(await program.ended(), EXIT.ok, program.stderr);
});

Deno.test("start refuses a database of a later release", async () => {
  await using db = await TestDatabase.create();
  await db.sql`update tasker.functions set release = '999.0.0'`;
  await using program = new Program(["start", "--env", "test"], { DATABASE_URL: db.url });
  assertEquals(await program.ended(), EXIT.schemaMismatch);
  assertStringIncludes(program.stderr, "later than this program's");
});
