import { assertEquals } from "@std/assert";
import type { Orchestrator } from "../../orchestration/orchestrator.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";
import { makeOrchestrator } from "./_orchestrator.ts";

async function statuses(orchestrator: Orchestrator): Promise<Record<string, string>> {
  const reports = orchestrator.healthChecks.map(async ({ name, check }) =>
    [name, (await check()).status] as const
  );
  return Object.fromEntries(await Promise.all(reports));
}

Deno.test("Orchestrator.healthChecks are healthy while it runs, unhealthy while it does not", async () => {
  await using db = await TestDatabase.create();
  await using orchestrator = await makeOrchestrator(db.url);
  const all = (status: string) => ({
    orchestration_database: status,
    orchestration_system: status,
    command_processor: status,
    held_transactions: status,
    orchestration_circuit: status,
    queue_depth: status,
  });

  assertEquals(await statuses(orchestrator), all("unhealthy"));
  await orchestrator.start();
  assertEquals(await statuses(orchestrator), all("healthy"));
  await orchestrator.stop();
  assertEquals(await statuses(orchestrator), all("unhealthy"));
});

Deno.test("Orchestrator.healthChecks are unhealthy until all of it is up", async () => {
  await using db = await TestDatabase.create();
  const mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const listenUrl = `postgres://127.0.0.1:${mute.addr.port}/nothing`;
  await using orchestrator = await makeOrchestrator(db.url, {}, undefined, { listenUrl });
  const starting = orchestrator.start();
  const asked = await mute.accept(); // its last part comes up
  mute.close();

  const { orchestration_database, orchestration_system, command_processor } = await statuses(orchestrator);
  assertEquals([orchestration_database, orchestration_system, command_processor], Array(3).fill("unhealthy"));
  asked.close();
  await starting;
  assertEquals((await statuses(orchestrator))["orchestration_system"], "degraded"); // nothing is heard there
  assertEquals((await statuses(orchestrator))["command_processor"], "healthy");
});

Deno.test("Orchestrator.healthChecks tell that loops fail", async () => {
  await using db = await TestDatabase.create({ invariants: false });
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();

  await db.sql`drop function tasker_v1.get_agenda()`;

  await until(async () => (await statuses(orchestrator))["orchestration_system"] === "unhealthy", {
    what: "the agenda to fail",
  });
});

Deno.test("Orchestrator.healthChecks tell that a queue is too long", async () => {
  await using db = await TestDatabase.create();
  await using orchestrator = await makeOrchestrator(db.url);
  await orchestrator.start();
  await db.sql`select pgmq.create('piles')`;

  await db.sql`select pgmq.send_batch('piles', array(select '{}'::jsonb from generate_series(1, 5000)))`;

  assertEquals((await statuses(orchestrator))["queue_depth"], "degraded");
});
