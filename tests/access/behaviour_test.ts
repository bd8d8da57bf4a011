import { assert, assertEquals, assertRejects } from "@std/assert";
import { TaskerError } from "../../core/errors.ts";
import { makePrincipal } from "../../orchestration/access/principal.ts";
import { loadConfig } from "../../config/mod.ts";
import { networkOf } from "../../orchestration/access/client_address.ts";
import { OpenStreams } from "../../orchestration/access/open_streams.ts";
import { until } from "../_support/waiting.ts";
import { GuardedApi, token } from "./_api.ts";

const template = (namespace: string) => ({
  namespace,
  name: "charge",
  version: "1.0.0",
  steps: [{ name: "only", handler: { callable: "run" } }],
});

/** Publishes a template in two namespaces and creates a task of each. */
async function twoTasks(api: GuardedApi): Promise<{ payments: string; inventory: string }> {
  const uuids: string[] = [];
  for (const namespace of ["payments", "inventory"]) {
    await api.db.sql`select tasker_v1.register_template(${JSON.stringify(template(namespace))}::text::jsonb)`;
    const requests = JSON.stringify([{ namespace, name: "charge", context: {} }]);
    const [row] = await api.db.sql`select task_uuid from tasker_v1.create_tasks(${requests}::text::jsonb)`;
    uuids.push(row!.task_uuid);
  }
  return { payments: uuids[0]!, inventory: uuids[1]! };
}

Deno.test("a key for payments sees nothing of inventory: lists are narrowed, single things are not there", async () => {
  await using api = await GuardedApi.create();
  const { payments, inventory } = await twoTasks(api);
  const key = await api.key(["operator"], ["payments"]);
  const list = await api.ask("GET", "/v1/tasks", key);
  assertEquals(list.body.tasks.map((task: { task_uuid: string }) => task.task_uuid), [payments]);
  assertEquals((await api.ask("GET", "/v1/tasks?namespace=inventory", key)).body.tasks, []);
  assertEquals((await api.ask("GET", `/v1/tasks/${payments}`, key)).status, 200);
  const hidden = await api.ask("GET", `/v1/tasks/${inventory}`, key);
  const none = crypto.randomUUID();
  const missing = await api.ask("GET", `/v1/tasks/${none}`, key);
  assertEquals([hidden.status, missing.status], [404, 404]);
  assertEquals(hidden.body.detail.replace(inventory, none), missing.body.detail);
  assertEquals((await api.ask("DELETE", `/v1/tasks/${inventory}`, key)).status, 404);
  const body = JSON.stringify({ namespace: "inventory", name: "charge", context: {} });
  assertEquals((await api.ask("POST", "/v1/tasks", key, body)).status, 404);
});

Deno.test("validating a template of a namespace out of reach tells nothing of what is published there", async () => {
  await using api = await GuardedApi.create();
  await twoTasks(api);
  const key = await api.key(["viewer"], ["payments"]);
  const validate = (namespace: string) =>
    api.ask("POST", "/v1/templates/validate", key, JSON.stringify(template(namespace)));
  assertEquals((await validate("payments")).body.is_published, true);
  const [hidden, missing] = [await validate("inventory"), await validate("nowhere")];
  assertEquals([hidden.status, hidden.body.code], [404, "TK103"]);
  assertEquals(hidden.body.detail.replace("inventory", "nowhere"), missing.body.detail);
});

Deno.test("a scope may hold in one namespace only", async () => {
  await using api = await GuardedApi.create();
  const { payments, inventory } = await twoTasks(api);
  const key = await api.key(["viewer", "tasks:cancel@payments"]);
  assertEquals((await api.ask("GET", `/v1/tasks/${inventory}`, key)).status, 200);
  assertEquals((await api.ask("DELETE", `/v1/tasks/${inventory}`, key)).status, 404);
  assertEquals((await api.ask("DELETE", `/v1/tasks/${payments}`, key)).status, 200);
});

Deno.test("a call that changes something is in the log of calls: who, what, from where, why, and how it ended", async () => {
  await using api = await GuardedApi.create();
  const { payments } = await twoTasks(api);
  const key = await api.key(["operator"], ["payments"]);
  await api.ask("DELETE", `/v1/tasks/${payments}`, key, undefined, { "X-Reason": "ordered twice" });
  await api.ask("DELETE", `/v1/tasks/${payments}`);
  const rows = await api.db.sql`select * from tasker_v1.list_recorded_calls(p_task_uuid => ${payments})`;
  const told = rows.map(({ subject, action, outcome, status, reason, address, task_uuid }) => ({
    subject,
    action,
    outcome,
    status,
    reason,
    address,
    task_uuid,
  }));
  const common = { action: "DELETE /v1/tasks/{task_uuid}", address: "192.0.2.7", task_uuid: payments };
  const auditor = await api.key(["auditor"]);
  const page = await api.ask("GET", `/v1/audit?task_uuid=${payments}&outcome=done`, auditor);
  assertEquals(page.body.map((entry: { reason: string }) => entry.reason), ["ordered twice"]);
  assertEquals(told, [
    { ...common, subject: "anonymous", outcome: "denied", status: 401, reason: null },
    { ...common, subject: `key:${key.slice(4, 12)}`, outcome: "done", status: 200, reason: "ordered twice" },
  ]);
});

Deno.test("the log of calls is append-only, and leaves by policy alone", async () => {
  await using api = await GuardedApi.create();
  await api.ask("DELETE", `/v1/tasks/${crypto.randomUUID()}`);
  for (
    const change of [
      "update tasker.call_audit set subject = 'x'",
      "delete from tasker.call_audit",
      "truncate tasker.call_audit",
    ]
  ) {
    await assertRejects(() => api.db.sql.unsafe(change).execute(), Error, "append-only");
  }
  assertEquals((await api.db.sql`select tasker_v1.prune_call_audit() as n`)[0]!.n, 0);
  await api.db.sql`select tasker_v1.configure_access(1)`;
  const later = await api.db.at(new Date(Date.now() + 2 * 86_400_000).toISOString());
  assertEquals((await later`select tasker_v1.prune_call_audit() as n`)[0]!.n, 1);
});

Deno.test("a key that is revoked is refused at once although it was remembered", async () => {
  await using api = await GuardedApi.create({ listens: true });
  const key = await api.key(["viewer"]);
  assertEquals((await api.ask("GET", "/v1/tasks", key)).status, 200);
  await api.db.sql`select tasker_v1.revoke_api_key(${key.slice(4, 12)})`;
  await until(async () => (await api.ask("GET", "/v1/tasks", key)).status === 401);
});

Deno.test("a stream of events ends when the key that opened it is revoked, and no other does", async () => {
  await using api = await GuardedApi.create({ listens: true });
  const open = async (key: string) => {
    const request = new Request("http://tasker.test/v1/events", { headers: { "X-API-Key": key } });
    const response = await api.app.fetch(request, { remoteAddr: { hostname: "192.0.2.7" } });
    assertEquals([response.status, response.headers.get("cache-control")], [200, "no-store"]);
    return response.body!.getReader();
  };
  const untilEnd = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
    while (!(await reader.read()).done);
  };
  const [kept, revoked] = [await api.key(["viewer"]), await api.key(["viewer"])];
  const streams = [await open(kept), await open(revoked)] as const;
  await api.db.sql`select tasker_v1.revoke_api_key(${revoked.slice(4, 12)})`;
  await untilEnd(streams[1]);
  let isOver = false;
  void streams[0].closed.then(() => isOver = true);
  await api.ask("GET", "/v1/tasks", kept);
  assertEquals(isOver, false);
  await streams[0].cancel();
});

Deno.test("OpenStreams ends a stream when its credential expires, and tells what was read before", async () => {
  const endless = new ReadableStream<string>({ start: (controller) => controller.enqueue("one") });
  const response = new Response(endless.pipeThrough(new TextEncoderStream()));
  const watched = new OpenStreams().watch(response, { tag: "key:1", lifeSeconds: 0.02 });
  assertEquals(await watched.text(), "one");
});

Deno.test("a rotated key and its successor both work while they overlap, and no longer", async () => {
  await using api = await GuardedApi.create();
  const sql = api.db.sql;
  const old = await api.key(["viewer"]);
  const hash = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const next = `tsk_newnewnw_${"x".repeat(43)}`;
  await sql`select tasker_v1.rotate_api_key(${old.slice(4, 12)}, 'newnewnw', ${new Uint8Array(
    await hash(next),
  ) as never}, interval '1 hour')`;
  assertEquals((await api.ask("GET", "/v1/tasks", old)).status, 200);
  assertEquals((await api.ask("GET", "/v1/tasks", next)).status, 200);
  const later = await api.db.at(new Date(Date.now() + 2 * 3_600_000).toISOString());
  const status = async (key: string) =>
    (await later`select status from tasker_v1.verify_api_key(${new Uint8Array(await hash(key)) as never})`)[0]
      ?.status;
  assertEquals([await status(old), await status(next)], ["expired", "active"]);
});

Deno.test("when a key was used last is written down now and then, not at each call", async () => {
  await using api = await GuardedApi.create({ listens: true });
  const key = await api.key(["viewer"]);
  await api.ask("GET", "/v1/tasks", key);
  const used = () => api.db.sql`select last_used_at from tasker.api_keys`;
  assertEquals((await used())[0]!.last_used_at, null);
  await api.access.stop();
  assert((await used())[0]!.last_used_at instanceof Date);
});

Deno.test("signing in gives tokens; a refresh token is good once, and used twice it ends the session", async () => {
  await using api = await GuardedApi.create({ listens: true });
  await api.user("ada", "correct horse battery", ["viewer"]);
  const post = (path: string, body: object) => api.ask("POST", path, undefined, JSON.stringify(body));
  const wrong = await post("/v1/auth/login", { username: "ada", password: "wrong horse battery" });
  const nobody = await post("/v1/auth/login", { username: "bob", password: "wrong horse battery" });
  assertEquals([wrong.status, wrong.body.detail], [401, nobody.body.detail]);

  const first = (await post("/v1/auth/login", { username: "ada", password: "correct horse battery" })).body;
  assertEquals((await api.ask("GET", "/v1/auth/me", first.access_token)).body.subject, "user:ada");
  const second = (await post("/v1/auth/refresh", { refresh_token: first.refresh_token })).body;
  assertEquals((await api.ask("GET", "/v1/tasks", second.access_token)).status, 200);
  assertEquals((await post("/v1/auth/refresh", { refresh_token: first.refresh_token })).status, 401);
  await until(async () => (await api.ask("GET", "/v1/tasks", second.access_token)).status === 401);
  assertEquals((await post("/v1/auth/refresh", { refresh_token: second.refresh_token })).status, 401);
  const [session] = await api.db.sql`select revoked_why from tasker.access_sessions`;
  assertEquals(session!.revoked_why, "a refresh token was used twice");
});

Deno.test("signing out ends the access token too", async () => {
  await using api = await GuardedApi.create({ listens: true });
  await api.user("ada", "correct horse battery", ["viewer"]);
  const login = JSON.stringify({ username: "ada", password: "correct horse battery" });
  const { body } = await api.ask("POST", "/v1/auth/login", undefined, login);
  assertEquals((await api.ask("GET", "/v1/tasks", body.access_token)).status, 200);
  const refresh_token = JSON.stringify({ refresh_token: body.refresh_token });
  assertEquals((await api.ask("POST", "/v1/auth/logout", undefined, refresh_token)).status, 204);
  await until(async () => (await api.ask("GET", "/v1/tasks", body.access_token)).status === 401);
});

Deno.test("after five wrong passwords even the right one has to wait", async () => {
  await using api = await GuardedApi.create();
  await api.user("ada", "correct horse battery", ["viewer"]);
  for (let i = 0; i < 5; i++) await api.db.sql`select tasker_v1.note_failed_login('ada')`;
  assertEquals([...await api.db.sql`select * from tasker_v1.get_access_login('ada')`], []);
  const later = await api.db.at(new Date(Date.now() + 31_000).toISOString());
  assertEquals((await later`select * from tasker_v1.get_access_login('ada')`).length, 1);
});

Deno.test("a bearer token's claims are permissions, roles and namespaces; one that nobody knows is refused", async () => {
  await using api = await GuardedApi.create();
  const { payments, inventory } = await twoTasks(api);
  const good = await token({ permissions: ["tasks:read"], namespaces: ["payments"] });
  assertEquals((await api.ask("GET", `/v1/tasks/${payments}`, good)).status, 200);
  assertEquals((await api.ask("GET", `/v1/tasks/${inventory}`, good)).status, 404);
  assertEquals((await api.ask("GET", "/v1/tasks", await token({ roles: ["viewer"] }))).status, 200);
  assertEquals((await api.ask("GET", "/v1/tasks", await token({ permissions: ["tasks:reed"] }))).status, 401);
  assertEquals((await api.ask("GET", "/v1/tasks", await token({ roles: ["viewer"], iss: "x" }))).status, 401);
});

Deno.test("every answer tells what is left of the allowance; beyond it 429 says when to come again", async () => {
  const rateLimits = {
    enabled: true,
    requestsPerSecond: 0.1,
    burst: 2,
    failuresPerMinute: 2,
    maxCallers: 100,
  };
  await using api = await GuardedApi.create({ web: { rateLimits } });
  const key = await api.key(["viewer"]);
  const remaining = [];
  const beganMs = performance.now();
  for (let i = 0; i < 3; i++) {
    const { status, headers } = await api.ask("GET", "/v1/tasks", key);
    remaining.push([
      status,
      headers.get("ratelimit-limit"),
      headers.get("ratelimit-remaining"),
      headers.get("retry-after"),
    ]);
  }
  const tookSeconds = (performance.now() - beganMs) / 1000;
  const retryAfter = Number(remaining[2]![3]);
  assert(Math.ceil(10 - tookSeconds) <= retryAfter && retryAfter <= 10, `${retryAfter} seconds`);
  assertEquals(remaining, [[200, "2", "1", null], [200, "2", "0", null], [
    429,
    "2",
    "0",
    String(retryAfter),
  ]]);
  assertEquals(
    (await api.ask("GET", "/v1/tasks", undefined, undefined, {}, "192.0.2.8")).headers.get("ratelimit-limit"),
    "2",
  );
});

Deno.test("guessing is stopped before it reaches the database, and does not shut out who is known", async () => {
  const rateLimits = {
    enabled: false,
    requestsPerSecond: 1,
    burst: 1,
    failuresPerMinute: 2,
    maxCallers: 100,
  };
  await using api = await GuardedApi.create({ web: { rateLimits } });
  const key = await api.key(["viewer"]);
  await api.ask("GET", "/v1/tasks", key);
  const guesses = [];
  for (let i = 0; i < 3; i++) {
    guesses.push((await api.ask("GET", "/v1/tasks", `tsk_aaaaaaaa_${"A".repeat(42)}${i}`)).status);
  }
  assertEquals(guesses, [401, 401, 429]);
  assertEquals((await api.ask("GET", "/v1/tasks", key)).status, 200);
});

Deno.test("callers over IPv6 are counted by their network: one has all its addresses to guess from", async () => {
  const config = await loadConfig({ environment: "test" });
  const rateLimits = { ...config.web.rateLimits, failuresPerMinute: 2 };
  await using api = await GuardedApi.create({ web: { rateLimits } });
  const guess = async (peer: string) =>
    (await api.ask("GET", "/v1/tasks", `tsk_aaaaaaaa_${"A".repeat(43)}`, undefined, {}, peer)).status;
  assertEquals([await guess("2001:db8:7:1::1"), await guess("2001:db8:7:1:a:b:c:d")], [401, 401]);
  assertEquals([await guess("2001:0db8:7:1::2"), await guess("2001:db8:7:2::1")], [429, 401]);
  assertEquals(["::1", "192.0.2.7", "1::2:3:4:5:6:7", "2001:db8::10.0.0.1"].map(networkOf), [
    "0:0:0:0::/64",
    "192.0.2.7",
    "1:0:2:3::/64",
    "2001:db8:0:0::/64",
  ]);
});

Deno.test("X-Forwarded-For is believed from a trusted proxy only, and only its last address", async () => {
  await using api = await GuardedApi.create({ web: { trustedProxies: ["10.0.0.0/8"] } });
  const path = `/v1/tasks/${crypto.randomUUID()}`;
  const forwarded = { "X-Forwarded-For": "203.0.113.1, 198.51.100.9, 10.1.1.1" };
  await api.ask("DELETE", path, undefined, undefined, forwarded, "192.0.2.7");
  await api.ask("DELETE", path, undefined, undefined, forwarded, "10.2.2.2");
  const rows = await api.db.sql`select address from tasker_v1.list_recorded_calls()`;
  assertEquals(rows.map(({ address }) => address), ["198.51.100.9", "192.0.2.7"]);
});

Deno.test("pages of named origins may call, others may not, and every answer carries the security headers", async () => {
  await using api = await GuardedApi.create({
    web: { corsOrigins: ["https://app.test"], corsMaxAgeSeconds: 77 },
  });
  const preflight = (origin: string) =>
    api.ask("OPTIONS", "/v1/tasks", undefined, undefined, {
      Origin: origin,
      "Access-Control-Request-Method": "POST",
    });
  const allowed = await preflight("https://app.test");
  assertEquals([allowed.status, allowed.headers.get("access-control-allow-origin")], [
    204,
    "https://app.test",
  ]);
  assertEquals(allowed.headers.get("access-control-max-age"), "77");
  assertEquals((await preflight("https://evil.test")).headers.get("access-control-allow-origin"), null);
  const refused = await api.ask("GET", "/v1/tasks");
  assertEquals(refused.headers.get("x-content-type-options"), "nosniff");
  assertEquals(refused.headers.get("www-authenticate"), 'Bearer realm="tasker"');
  assertEquals(refused.headers.get("cache-control"), "no-store");
});

Deno.test("a body that goes too deep is refused before it is parsed", async () => {
  await using api = await GuardedApi.create();
  const key = await api.key(["admin"]);
  const { status, body } = await api.ask("POST", "/v1/tasks", key, "[".repeat(100_000));
  assertEquals([status, body.code, body.detail.includes("64 levels")], [400, "TK001", true]);
});

Deno.test("an authenticator and an authorizer of one's own are asked", async () => {
  const grants = [{ permission: "tasks:read", namespaces: "all" }] as const;
  await using api = await GuardedApi.create({
    authenticators: [{
      credentialOf: (call) => call.header("x-mesh"),
      verify: (name) =>
        Promise.resolve({ principal: makePrincipal(name, "custom", grants), tag: name, lifeSeconds: 60 }),
    }],
    authorizer: {
      authorize: ({ principal }) => {
        if (principal.subject === "mallory") throw new TaskerError("TK602", "Cannot let mallory in");
      },
    },
  });
  assertEquals((await api.ask("GET", "/v1/tasks", undefined, undefined, { "X-Mesh": "ada" })).status, 200);
  assertEquals(
    (await api.ask("GET", "/v1/tasks", undefined, undefined, { "X-Mesh": "mallory" })).status,
    403,
  );
});

Deno.test("where nobody has to say who it is, a credential that is sent is still checked", async () => {
  await using api = await GuardedApi.create({ auth: { mode: "open" } });
  assertEquals((await api.ask("GET", "/v1/tasks")).status, 200);
  assertEquals((await api.ask("GET", "/v1/tasks", `tsk_aaaaaaaa_${"A".repeat(43)}`)).status, 401);
});

Deno.test("only the orchestrator's role may look at keys, users and calls", async () => {
  await using api = await GuardedApi.create();
  const rows = await api.db.sql`
    select p.proname
      from pg_proc p, unnest('{tasker_client,tasker_worker}'::text[]) r (role)
     where p.pronamespace = 'tasker_v1'::regnamespace
       and p.proname ~ 'api_key|access|recorded_calls|record_calls|audit|failed_login'
       and p.proname <> 'get_step_audit' and has_function_privilege(r.role, p.oid, 'execute')`;
  assertEquals([...rows], []);
});

Deno.test("no words of a caller keep its call, or those beside it, out of the log of calls", async () => {
  await using api = await GuardedApi.create();
  const { payments } = await twoTasks(api);
  const key = await api.key(["operator"]);
  await Promise.all([
    api.ask("DELETE", `/v1/tasks/${payments}?reason=%00`),
    api.ask("DELETE", `/v1/tasks/${payments}`, key, undefined, { "X-Reason": "ordered twice" }),
  ]);
  const rows = await api.db.sql`select reason from tasker_v1.list_recorded_calls(p_task_uuid => ${payments})`;
  assertEquals(rows.map(({ reason }) => reason).sort(), ["ordered twice", "\ufffd"]);
});

Deno.test("what a caller has no permission for is in the log of calls, reading and working included", async () => {
  await using api = await GuardedApi.create();
  const key = await api.key(["client"]);
  for (
    const [method, path] of [["GET", "/v1/audit"], ["POST", "/v1/workers"], ["GET", "/v1/tasks"]] as const
  ) {
    await api.ask(method, path, key, method === "GET" ? undefined : "{}");
  }
  const rows = await api.db
    .sql`select action, outcome from tasker_v1.list_recorded_calls(p_outcome => 'denied')`;
  assertEquals(rows.map(({ action }) => action), ["POST /v1/workers", "GET /v1/audit"]);
});
