import { assert, assertEquals } from "@std/assert";
import { PERMISSION_NAMES, PERMISSIONS } from "../../orchestration/access/permissions.ts";
import fc from "fast-check";
import { fromSchema, type ReadSchema } from "../fuzz/_from_schema.ts";
import { GuardedApi, token } from "./_api.ts";

interface BodyOperation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: ReadSchema }>> };
}

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
    !/^\/(health|live|ready|health\/live|health\/ready|v1\/auth\/(login|refresh|logout))$/.test(path)
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

  const payments = await api.key(["admin"], ["payments"]);
  const keysWithout = new Map<string, string>();
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
    const without = keysWithout.get(permission!) ??
      await api.key(all.filter((other) => other !== permission));
    keysWithout.set(permission!, without);
    await expectStatus("every permission but its own", without, [403]);
    const isNamespaced = PERMISSIONS[permission as keyof typeof PERMISSIONS].namespaced;
    if (!isNamespaced) await expectStatus("another namespace", payments, [403]);
    else if (/\{(namespace|\w*uuid)\}/.test(path) && !path.includes("{annotation")) {
      await expectStatus("another namespace", payments, [404]);
    }
  }
  assertEquals(leaks, []);
});

Deno.test("every route whose body names a namespace answers one out of reach as if it were not there", async (test) => {
  await using api = await GuardedApi.create();
  const { body: document } = await api.ask("GET", "/openapi.json");
  const resolve = (ref: string): ReadSchema => document.components.schemas[ref.split("/").at(-1)!];
  const payments = await api.key(["admin"], ["payments"]);
  const known = {
    namespace: fc.constant("inventory"),
    namespaces: fc.constant(["inventory"]),
    name: fc.constant("charge"),
  };
  let tried = 0;
  for (const [path, methods] of Object.entries<Record<string, BodyOperation>>(document.paths)) {
    for (const [method, { requestBody }] of Object.entries(methods)) {
      const declared = requestBody?.content["application/json"]?.schema;
      if (declared === undefined || path.includes("{") || path.startsWith("/v1/auth/")) continue;
      const direct = declared.$ref === undefined ? declared : resolve(declared.$ref);
      const item = direct.items?.$ref === undefined ? direct.items : resolve(direct.items.$ref);
      const names = { ...direct.properties, ...item?.properties };
      if (!("namespace" in names) && !("namespaces" in names)) continue;
      tried++;
      await test.step(`${method.toUpperCase()} ${path}`, async () => {
        const statuses = new Set<number>();
        for (const value of fc.sample(fromSchema(declared, { resolve, known }), { numRuns: 30, seed: 1 })) {
          const { status } = await api.ask(method.toUpperCase(), path, payments, JSON.stringify(value));
          statuses.add(status);
        }
        assertEquals([...statuses].filter((status) => ![400, 404].includes(status)), []);
        assert(statuses.has(404), "no body was right: the test sees too little");
      });
    }
  }
  assert(tried >= 4, `tried ${tried} routes only`);
});

Deno.test("/metrics is for who may read the system, or for everybody where the configuration says so", async () => {
  await using api = await GuardedApi.create();
  await api.ask("GET", "/v1/tasks", `tsk_aaaaaaaa_${"A".repeat(43)}`);
  const viewer = await api.key(["viewer"]);
  await api.ask("POST", "/v1/tasks", viewer, "{}");
  assertEquals((await api.ask("GET", "/metrics")).status, 401);
  assertEquals((await api.ask("GET", "/metrics", await api.key(["client"]))).status, 403);
  assertEquals((await api.ask("GET", "/metrics", await api.key(["viewer"], ["payments"]))).status, 403);
  const { status, body } = await api.ask("GET", "/metrics", viewer);
  assertEquals(status, 200);
  for (const kind of ["missing", "invalid", "forbidden"]) {
    assert(new RegExp(`^tasker_auth_refusals_total\\{kind="${kind}"\\} [1-9]`, "m").test(body), kind);
  }
  await using open = await GuardedApi.create({ metrics: "public" });
  assertEquals((await open.ask("GET", "/metrics")).status, 200);
});

Deno.test("the list of permissions is the same in TypeScript and in SQL", async () => {
  await using api = await GuardedApi.create();
  const rows = await api.db.sql`select * from tasker.access_permissions()`;
  assertEquals(
    rows.map(({ permission, is_namespaced }) => [permission, is_namespaced]),
    PERMISSION_NAMES.map((name) => [name, PERMISSIONS[name].namespaced]),
  );
});
