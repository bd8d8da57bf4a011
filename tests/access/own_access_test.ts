import { assertEquals } from "@std/assert";
import type { Authenticator, Authorizer } from "../../orchestration/mod.ts";
import { GuardedApi } from "./_api.ts";

const PAGE = new URL("../../docs/access.md", import.meta.url);

/** Where the package's names lead. */
const PLACES: Readonly<Record<string, string>> = {
  "@tasker/tasker": import.meta.resolve("../../mod.ts"),
  "@tasker/tasker/orchestration": import.meta.resolve("../../orchestration/mod.ts"),
};

/** The example of the page, as a module. */
async function example(): Promise<{ readonly byMesh: Authenticator; readonly fourEyes: Authorizer }> {
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(await Deno.readTextFile(PAGE)) ?? [];
  const placed = code.replaceAll(/from "([^"]+)"/g, (_, name: string) => `from "${PLACES[name]}"`);
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, placed);
    return await import(`file://${file}`);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("the authenticator and the authorizer of docs/access.md work as it says", async () => {
  const { byMesh, fourEyes } = await example();
  await using api = await GuardedApi.create({ authenticators: [byMesh], authorizer: fourEyes });
  const ask = async (method: string, path: string, headers: Record<string, string>) =>
    (await api.ask(method, path, undefined, undefined, headers)).status;
  const mesh = { "X-Mesh-Identity": "spiffe://prod/shop" };
  assertEquals(await ask("GET", "/v1/tasks", mesh), 200);
  assertEquals(await ask("GET", "/v1/tasks", { "X-Mesh-Identity": "spiffe://dev/shop" }), 401);
  assertEquals(await ask("GET", "/v1/templates", mesh), 403);
  assertEquals(await ask("GET", "/v1/tasks", {}), 401);
  await api.db
    .sql`select tasker_v1.register_template('{"namespace": "payments", "name": "charge", "version": "1.0.0",
    "steps": [{"name": "only", "handler": {"callable": "run"}}]}')`;
  const [row] = await api.db.sql`
    select c.task_uuid from tasker_v1.create_tasks('[{"namespace": "payments", "name": "charge", "context": {}}]') c`;
  assertEquals(await ask("DELETE", `/v1/tasks/${row!.task_uuid}`, mesh), 403);
  assertEquals(await ask("DELETE", `/v1/tasks/${row!.task_uuid}`, { ...mesh, "X-Approved-By": "bob" }), 200);
  const [cancelled] = await api.db.sql`
    select t.metadata from tasker.task_transition_log t where t.to_state = 'cancelled'`;
  assertEquals(cancelled!.metadata.by, "spiffe://prod/shop");
});
