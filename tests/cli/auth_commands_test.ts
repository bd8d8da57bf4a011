import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { serveHttp } from "../../orchestration/mod.ts";
import { GuardedApi } from "../access/_api.ts";
import { runCli } from "../_support/cli.ts";

const PASSWORD = "five words nobody says together";

/** Why things are done in the test; what differs between the two ways stands before it. */
const REASONS = ["joined", "leaked", "left", "müßte: → new shop", "old", "on call", "over", "stolen", "gone"];

Deno.test("tasker auth manages who may call in both ways, and the log of calls says why", async (test) => {
  await using api = await GuardedApi.create({ auth: { mode: "open" } });
  await using server = serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" });
  await server.start();
  const { sql, url } = api.db;
  const ways = { http: ["--server", server.url], sql: ["--database-url", url] };

  for (const [way, where] of Object.entries(ways)) {
    const tasker = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli(["auth", ...args, "--json", ...where]);
      return { code, stderr, value: stdout === "" ? undefined : JSON.parse(stdout) };
    };
    const because = (reason: string) => ["--reason", `${way} ${reason}`];

    await test.step(`${way}: a key is made, shown once, rotated, revoked`, async () => {
      const limits = ["--scope", "client", "--namespace", "payments"];
      const made = (await tasker("keys", "create", "shop", ...limits, ...because("müßte: → new shop"))).value;
      assertMatch(made.key, /^tsk_[a-z0-9]{8}_[\w-]{43}$/);
      const overlap = ["--overlap-hours", "1"];
      const rotated = (await tasker("keys", "rotate", made.prefix, ...overlap, ...because("old"))).value;
      assertEquals([rotated.name, rotated.namespaces], ["shop", ["payments"]]);
      const [revoked] = (await tasker("keys", "revoke", made.prefix, ...because("leaked"))).value;
      assertEquals(revoked.status, "revoked");
      const listed = (await tasker("keys", "list")).value;
      assert(listed.some(({ prefix }: { prefix: string }) => prefix === rotated.prefix));
      assert(!JSON.stringify(listed).includes(rotated.key));
      assertEquals((await tasker("keys", "revoke", "nosuchke")).code, EXIT.notFound);
      assertEquals((await tasker("keys", "create", "bad", "--scope", "clown")).code, EXIT.usage);
    });

    await test.step(`${way}: a role is set, shown, listed, dropped`, async () => {
      const role = `reader_${way}`;
      const allowed = ["--permission", "tasks:read", "--permission", "dlq:*", "--description", "Reads"];
      const set = (await tasker("roles", "set", role, ...allowed, ...because("on call"))).value;
      const permissions = ["dlq:read", "dlq:write", "tasks:read"];
      assertEquals(set, { role, description: "Reads", permissions, is_built_in: false });
      assertEquals((await tasker("roles", "show", role)).value, set);
      const listed = (await tasker("roles", "list")).value;
      assertEquals([listed[0].is_built_in, listed.at(-1).role], [true, role]);
      assertEquals((await tasker("roles", "set", "admin", "--permission", "tasks:read")).code, EXIT.usage);
      const misspelt = await tasker("roles", "set", role, "--permission", "task:read");
      assertStringIncludes(misspelt.stderr, 'Did you mean "tasks:read"?');
      const missing = await tasker("roles", "show", "operater");
      assertEquals(missing.code, EXIT.usage);
      assertStringIncludes(missing.stderr, 'Did you mean "operator"?');
      assertEquals((await tasker("roles", "drop", role, ...because("over"))).value, { removed: true });
      assertEquals((await tasker("roles", "drop", role)).value, { removed: false });
    });

    await test.step(`${way}: who signed in is listed, ended, disabled`, async () => {
      const username = `ada_${way}`;
      Deno.env.set("TASKER_NEW_PASSWORD", PASSWORD);
      const made = await tasker("users", "create", username, "--scope", "viewer", ...because("joined"));
      Deno.env.delete("TASKER_NEW_PASSWORD");
      assertEquals(made.value.status, "active");
      const login = JSON.stringify({ username, password: PASSWORD });
      assertEquals((await api.ask("POST", "/v1/auth/login", undefined, login)).status, 200);
      const [session] = (await tasker("sessions", "list", "--user", username)).value;
      assertEquals([session.username, session.status], [username, "active"]);
      const revoke = ["sessions", "revoke", session.session_uuid, ...because("stolen")];
      assertEquals((await tasker(...revoke)).value, { ended: true });
      assertEquals((await tasker(...revoke)).value, { ended: false });
      assertEquals((await tasker("sessions", "list", "--user", username)).value, []);
      const [over] = (await tasker("sessions", "list", "--user", username, "--all")).value;
      assertEquals([over.status, over.revoked_why], ["revoked", `${way} stolen`]);
      const disabled = await tasker("users", "disable", username, ...because("left"));
      assertEquals(disabled.value.status, "disabled");
      const users = (await tasker("users", "list")).value;
      assert(users.some((user: { username: string }) => user.username === username));
    });

    await test.step(`${way}: a token is revoked, permissions are listed`, async () => {
      const revoke = ["tokens", "revoke", `jti-${way}`, ...because("gone")];
      assertEquals((await tasker(...revoke)).value, { revoked: true });
      assertEquals((await tasker(...revoke)).value, { revoked: false });
      const { value } = await tasker("permissions");
      const create = value.find(({ permission }: { permission: string }) => permission === "tasks:create");
      assertEquals(create.roles, ["admin", "client", "operator"]);
    });

    await test.step(`${way}: what is out of bounds is refused`, async () => {
      const [uuid, long] = [crypto.randomUUID(), "x".repeat(501)];
      const outOfBounds = [
        ["tokens", "revoke", `late-${way}`, "--days", "-5"],
        ["tokens", "revoke", `late-${way}`, "--days", "3651"],
        ["tokens", "revoke", "x".repeat(256)],
        ["sessions", "revoke", uuid, "--reason", long],
        ["sessions", "revoke", uuid, "--reason", ""],
        ["keys", "create", "eternal", "--scope", "client", "--days", "36501"],
        ["roles", "set", "wordy", "--permission", "tasks:read", "--description", long],
      ];
      for (const args of outOfBounds) assertEquals((await tasker(...args)).code, EXIT.usage, args.join(" "));
    });

    await test.step(`${way}: every change is in the log of calls with its reason`, async () => {
      const rows = await sql`
        select distinct substr(c.reason, length(${way}::text) + 2) as why from tasker.call_audit c
         where starts_with(c.reason, ${`${way} `})`;
      assertEquals(rows.map(({ why }) => why).sort(), REASONS.toSorted());
    });
  }

  await test.step("a token is made with the configuration's secret, and logged without it", async () => {
    const root = await Deno.makeTempDir();
    await Deno.mkdir(`${root}/base`);
    const secret = '[auth.login]\nsigning_secret = "Zt4pq8Wn1Xc7Lb3Vm9Rk5Yh2Js6Gd0Qf"\n';
    await Deno.writeTextFile(`${root}/base/auth.toml`, secret);
    const place = ["--config-root", root, "--database-url", url];
    const made = await runCli([
      ...[
        "auth",
        "tokens",
        "create",
        "ci",
        "--scope",
        "publisher",
        "--reason",
        "release",
        "--json",
        ...place,
      ],
    ]);
    await Deno.remove(root, { recursive: true });
    const { token, token_id } = JSON.parse(made.stdout);
    const logged = await sql`
      select c.action, c.target, c.subject, c.kind from tasker.call_audit c where c.reason = 'release'`;
    assertEquals(logged.length, 1);
    assertEquals([logged[0]!.action, logged[0]!.target], ["make_access_token", `token:${token_id}`]);
    assert(!JSON.stringify(logged).includes(token));
  });

  await test.step("what is changed in the database itself is logged with who sits there", async () => {
    const [row] = await sql`
      select c.action, c.subject, c.kind, c.outcome from tasker.call_audit c where c.reason = 'sql leaked'`;
    assertEquals([row!.action, row!.kind, row!.outcome], ["revoke_api_key", "database", "done"]);
    assertMatch(row!.subject, /^cli:/);
  });
});
