import { assert, assertEquals, assertMatch } from "@std/assert";
import { until } from "../_support/waiting.ts";
import { GuardedApi } from "./_api.ts";

/** Entries of the log of calls that a change of who may call left itself, the first first. */
async function changes(api: GuardedApi): Promise<string[]> {
  const rows = await api.db.sql`
    select c.action, c.target, c.subject from tasker.call_audit c where c.kind = 'database' order by c.call_uuid`;
  return rows.map(({ action, target, subject }) => `${subject} ${action} ${target}`);
}

Deno.test("keys, users, roles and sessions are managed over HTTP, and every change is in the log of calls", async (test) => {
  await using api = await GuardedApi.create({ listens: true });
  const boss = await api.key(["admin"]);
  const by = `key:${boss.slice(4, 12)}`;
  const made = (await changes(api)).length;
  const ask = (method: string, path: string, body?: object, credential = boss) =>
    api.ask(method, `/v1/auth/${path}`, credential, body === undefined ? undefined : JSON.stringify(body));
  const ofKey = { name: "shop", scopes: ["client"], namespaces: ["payments"], days: 30 };

  await test.step("a key is told once, works at once, and is listed without its secret", async () => {
    const { status, body } = await ask("POST", "keys", ofKey);
    assertEquals([status, body.created_by, body.namespaces, body.status], [201, by, ["payments"], "active"]);
    assertMatch(body.key, /^tsk_[a-z0-9]{8}_[\w-]{43}$/);
    assertEquals((await ask("GET", "me", undefined, body.key)).body.subject, "key:shop");
    const listed = await ask("GET", "keys");
    assertEquals(listed.body.length, 2);
    assert(!JSON.stringify(listed.body).includes(body.key));
    assert(!JSON.stringify(listed.body).includes("hash"));
  });

  await test.step("a rotated key ends when it is told to, a revoked one at once", async () => {
    const { body: old } = await ask("POST", "keys", { name: "old", scopes: ["viewer"] });
    assertEquals((await ask("GET", "me", undefined, old.key)).status, 200);
    const next = await ask("POST", `keys/${old.prefix}/rotate`, { overlap_hours: 0 });
    assertEquals([next.status, next.body.replaces], [201, old.api_key_uuid]);
    await until(async () => (await ask("GET", "me", undefined, old.key)).status === 401);
    assertEquals((await ask("GET", "me", undefined, next.body.key)).status, 200);
    assertEquals((await ask("DELETE", `keys/${next.body.prefix}`)).body.status, "revoked");
    await until(async () => (await ask("GET", "me", undefined, next.body.key)).status === 401);
    assertEquals((await ask("DELETE", `keys/${next.body.prefix}`)).body.code, "TK207");
    assertEquals((await ask("DELETE", "keys/nosuchke")).body.code, "TK108");
    assertEquals((await ask("GET", "keys?all=true")).body.length, 4);
  });

  await test.step("bad scopes are refused, with nothing made", async () => {
    const { status, body } = await ask("POST", "keys", { name: "bad", scopes: ["clown"] });
    assertEquals([status, body.code], [400, "TK001"]);
    assertEquals(
      (await ask("POST", "users", { username: "u", password: "short", scopes: ["viewer"] })).status,
      400,
    );
  });

  await test.step("a role of one's own is what it says", async () => {
    const { status, body } = await ask("PUT", "roles/reader", { permissions: ["tasks:read"] });
    assertEquals([status, body.permissions, body.is_built_in], [200, ["tasks:read"], false]);
    assertEquals((await ask("PUT", "roles/admin", { permissions: ["tasks:read"] })).status, 400);
    const { body: roles } = await ask("GET", "roles");
    assert(roles.some(({ role }: { role: string }) => role === "reader"));
    const { body: key } = await ask("POST", "keys", { name: "by role", scopes: ["reader"] });
    assertEquals((await api.ask("GET", "/v1/tasks", key.key)).status, 200);
    assertEquals((await api.ask("GET", "/v1/templates", key.key)).status, 403);
    assertEquals((await ask("DELETE", "roles/reader")).body, { removed: true });
    assertEquals((await ask("DELETE", "roles/reader")).body, { removed: false });
    await until(async () => (await api.ask("GET", "/v1/tasks", key.key)).status === 403);
    const { body: permissions } = await ask("GET", "permissions", undefined, key.key);
    assert(permissions.some(({ permission }: { permission: string }) => permission === "tasks:read"));
  });

  await test.step("a user signs in, is changed, and is shut out with its sessions", async () => {
    const password = "correct horse battery";
    const created = await ask("POST", "users", { username: "ada", password, scopes: ["viewer"] });
    assertEquals([created.status, created.body.status], [201, "active"]);
    assert(!JSON.stringify(created.body).includes("scrypt"));
    assertEquals((await ask("POST", "users", { username: "ada", password, scopes: ["viewer"] })).status, 409);
    const { body: tokens } = await ask("POST", "login", { username: "ada", password }, undefined);
    const { body: [session] } = await ask("GET", "sessions?username=ada");
    assertEquals([session.username, session.status], ["ada", "active"]);
    assertEquals((await ask("DELETE", `sessions/${session.session_uuid}?reason=left`)).body, { ended: true });
    await until(async () => (await ask("GET", "me", undefined, tokens.access_token)).status === 401);
    assertEquals((await ask("GET", "sessions")).body, []);
    assertEquals((await ask("GET", "sessions?all=true")).body[0].revoked_why, "left");
    const changed = await ask("PATCH", "users/ada", { is_disabled: true });
    assertEquals([changed.status, changed.body.status], [200, "disabled"]);
    assertEquals((await ask("POST", "login", { username: "ada", password }, undefined)).status, 401);
    assertEquals((await ask("PATCH", "users/bob", { is_disabled: true })).body.code, "TK109");
    assertEquals((await ask("GET", "users")).body.map(({ username }: { username: string }) => username), [
      "ada",
    ]);
  });

  await test.step("a token is revoked by its id", async () => {
    assertEquals((await ask("POST", "tokens/abc/revoke", {})).body, { revoked: true });
    assertEquals((await ask("POST", "tokens/abc/revoke", { days: 1 })).body, { revoked: false });
  });

  await test.step("who asked stands at every change, and the call beside it", async () => {
    const told = (await changes(api)).slice(made).map((line) =>
      line.replaceAll(/key:[a-z0-9]{8}( |$)/g, "key$1")
    );
    const without = told.map((line) => line.replaceAll(/session:[0-9a-f-]{36}/g, "session"));
    assertEquals(without, [
      "key create_api_key key",
      "key create_api_key key",
      "key rotate_api_key key → key",
      "key revoke_api_key key",
      "key set_access_role role:reader",
      "key create_api_key key",
      "key drop_access_role role:reader",
      "key create_access_user user:ada",
      "key revoke_access_session session",
      "key update_access_user user:ada",
      "key revoke_access_token token:abc",
      "key revoke_access_token token:abc",
    ]);
    const [{ refused }] = await api.db.sql`
      select count(*)::integer as refused from tasker.call_audit c
       where c.permission = 'auth:manage' and c.subject = ${by} and c.outcome = 'refused'` as unknown as [
      { refused: number },
    ];
    assertEquals(refused, 7);
  });
});

Deno.test("keys, users and roles are nobody's business who lacks auth:manage", async () => {
  await using api = await GuardedApi.create();
  const operator = await api.key(["operator", "audit:read", "config:read"]);
  for (const path of ["keys", "users", "roles", "sessions"]) {
    assertEquals((await api.ask("GET", `/v1/auth/${path}`, operator)).status, 403, path);
  }
  const body = JSON.stringify({ name: "mine", scopes: ["admin"] });
  assertEquals((await api.ask("POST", "/v1/auth/keys", operator, body)).status, 403);
});

Deno.test("who manages access hands out no more than it has itself, by no way there is", async () => {
  await using api = await GuardedApi.create();
  await api.user("root", "correct horse battery staple", ["admin"]);
  const admin = await api.key(["admin"]);
  const clerk = await api.key(["auth:manage", "viewer", "tasks:cancel@payments"]);
  const ask = async (method: string, path: string, body: object, credential = clerk) =>
    (await api.ask(method, `/v1/auth/${path}`, credential, JSON.stringify(body))).status;
  assertEquals(await ask("PUT", "roles/surgeon", { permissions: ["steps:operate"] }, admin), 200);
  const password = "four words nobody says";
  const tries: readonly (readonly [string, string, object])[] = [
    ["POST", "keys", { name: "mine", scopes: ["admin"] }],
    ["POST", "keys", { name: "mine", scopes: ["tasks:cancel"] }],
    ["POST", "keys", { name: "mine", scopes: ["tasks:*"], namespaces: ["payments", "inventory"] }],
    ["POST", `keys/${admin.slice(4, 12)}/rotate`, { overlap_hours: 1 }],
    ["POST", "users", { username: "me", password, scopes: ["operator"] }],
    ["PATCH", "users/root", { password }],
    ["PATCH", "users/root", { scopes: ["viewer"] }],
    ["PATCH", "users/root", { is_disabled: false }],
    ["PUT", "roles/mine", { permissions: ["tasks:cancel"] }],
    ["PUT", "roles/surgeon", { permissions: ["tasks:read"] }],
    ["DELETE", "roles/surgeon", {}],
  ];
  for (const [method, path, body] of tries) {
    assertEquals(await ask(method, path, body), 403, `${method} ${path} ${JSON.stringify(body)}`);
  }
  assertEquals(await ask("POST", "keys", { name: "mine", scopes: ["viewer", "tasks:cancel@payments"] }), 201);
  assertEquals(await ask("POST", "users", { username: "me", password, scopes: ["viewer"] }), 201);
  assertEquals(await ask("PATCH", "users/me", { scopes: ["admin"] }), 403);
  assertEquals(await ask("PATCH", "users/me", { password }), 200);
  assertEquals(await ask("PUT", "roles/mine", { permissions: ["tasks:read"] }), 200);
  assertEquals(await ask("DELETE", "roles/mine", {}), 200);
  assertEquals(await ask("PATCH", "users/root", { is_disabled: true }), 200, "anybody may shut somebody out");
});
