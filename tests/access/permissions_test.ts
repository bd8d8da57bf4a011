import { assert, assertEquals } from "@std/assert";
import { PERMISSION_NAMES, PERMISSIONS } from "../../orchestration/access/permissions.ts";
import { GuardedApi, token } from "./_api.ts";

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly permission: string | undefined;
}

/** Operations as the served description tells them, so that a new route is in the test by being there. */
async function operationsOf(api: GuardedApi): Promise<Operation[]> {
  const { body } = await api.ask("GET", "/api-docs/openapi.json");
  return Object.entries<Record<string, Record<string, string>>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: operation["x-permission"],
    }))
  );
}

/** A path with something in each of its places. */
function filled(path: string, namespace = "inventory"): string {
  return path.replaceAll("{namespace}", namespace).replaceAll(
    /\{\w*uuid\}/g,
    "01890000-0000-7000-8000-000000000000",
  )
    .replaceAll(/\{\w+\}/g, "1.0.0");
}

const INVALID = '{"surely": not json';

Deno.test("every route names a permission that there is, or says that it needs none", async () => {
  await using api = await GuardedApi.create();
  const known = new Set<string | undefined>([...PERMISSION_NAMES, "public", "signed_in"]);
  const operations = await operationsOf(api);
  assert(operations.length > 30);
  assertEquals(operations.filter(({ permission }) => !known.has(permission)), []);
});

Deno.test("only these routes ask for no credential", async () => {
  await using api = await GuardedApi.create();
  const open = (await operationsOf(api)).filter(({ permission }) => permission === "public");
  const unexpected = open.map(({ path }) => path).filter((path) =>
    !/^\/(health|live|ready|metrics|health\/live|health\/ready|v1\/auth\/(login|refresh|logout))$/.test(path)
  );
  assertEquals(unexpected, []);
});

Deno.test("every route × {no credential, tampered, expired, revoked, wrong scope, wrong namespace} is refused before its body is read", async () => {
  await using api = await GuardedApi.create();
  const all = [...PERMISSION_NAMES];
  const good = await api.key(["admin"]);
  const tampered = `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`;
  const expired = await api.key(["admin"], null, new Date(Date.now() + 3_600_000).toISOString());
  await api.db
    .sql`update tasker.api_keys set expires_at = created_at + interval '1 microsecond' where prefix = ${
    expired.slice(4, 12)
  }`;
  const revoked = await api.key(["admin"]);
  await api.db.sql`select tasker_v1.revoke_api_key(${revoked.slice(4, 12)})`;
  const forged = await token({ permissions: all }, "another secret, of somebody else!!");
  const late = await token({ permissions: all, exp: Math.floor(Date.now() / 1000) - 10 });
  const early = await token({ permissions: all, nbf: Math.floor(Date.now() / 1000) + 100 });
  const foreign = await token({ permissions: all, aud: "somebody-else" });
  const unsigned = `${btoa('{"alg":"none"}')}.${(await token({ permissions: all })).split(".")[1]}.`
    .replaceAll("=", "");

  const leaks: string[] = [];
  for (const { method, path, permission } of await operationsOf(api)) {
    if (permission === "public") continue;
    const body = method === "GET" || method === "DELETE" ? undefined : INVALID;
    const expectStatus = async (
      name: string,
      credential: string | undefined,
      allowed: number[],
      at = path,
    ) => {
      const { status } = await api.ask(method, filled(at), credential, body);
      if (!allowed.includes(status)) leaks.push(`${method} ${path} with ${name}: ${status}`);
    };
    await expectStatus("no credential", undefined, [401]);
    const bad = { tampered, expired, revoked, forged, late, early, foreign, unsigned };
    for (const [name, credential] of Object.entries(bad)) await expectStatus(name, credential, [401]);
    if (permission === "signed_in") continue;
    const others = all.filter((other) => other !== permission);
    await expectStatus("every permission but its own", await api.key(others), [403]);
    const isNamespaced = PERMISSIONS[permission as keyof typeof PERMISSIONS].namespaced;
    const payments = await api.key(["admin"], ["payments"]);
    if (!isNamespaced) await expectStatus("another namespace", payments, [403]);
    else if (/\{(namespace|\w*uuid)\}/.test(path) && !path.includes("{annotation")) {
      await expectStatus("another namespace", payments, [404]);
    }
  }
  assertEquals(leaks, []);
});

Deno.test("the list of permissions is the same in TypeScript and in SQL", async () => {
  await using api = await GuardedApi.create();
  const rows = await api.db.sql`select * from tasker.access_permissions()`;
  assertEquals(
    rows.map(({ permission, is_namespaced }) => [permission, is_namespaced]),
    PERMISSION_NAMES.map((name) => [name, PERMISSIONS[name].namespaced]),
  );
});
