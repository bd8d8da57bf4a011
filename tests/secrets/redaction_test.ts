import { assert, assertEquals, assertMatch, assertNotMatch, assertRejects } from "@std/assert";
import type { LogRecord } from "@logtape/logtape";
import { jsonLine, lineWriter } from "../../cli/log_lines.ts";
import { redactRecord } from "../../cli/redact_record.ts";
import { ConfigError, listValues, loadConfig, loadSecretKeys, traceConfig } from "../../config/mod.ts";
import { TaskerError } from "../../core/errors.ts";
import { toProblem } from "../../core/problem.ts";
import { TestApi } from "../http/_api.ts";
import { PAIR, PAIR_REQUEST } from "../orchestration/_pair.ts";
import { GuardedApi } from "../access/_api.ts";

const KEY = `2026-11:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}`;
const env: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgres://ada:hunter2@db.test/x",
  TASKER_KEY: KEY,
};

/** A configuration with secrets in every place that has them. */
async function withSecrets(toml: string, name = "secrets.toml") {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(`${root}/base`);
  await Deno.writeTextFile(`${root}/base/${name}`, toml);
  return { environment: "test", root, env: (variable: string) => env[variable] };
}

const SECRETS = `[secrets]\nactive_key = "2026-11"\nkeys = ["\${TASKER_KEY}"]\n`;

Deno.test("log lines of all formats tell no secrets, whether named in the message or in the properties", () => {
  const record: LogRecord = {
    category: ["shop"],
    level: "info",
    timestamp: 0,
    rawMessage: "Signed in with {password}, then called {url}",
    message: ["Signed in with ", "hunter2", ", then called ", "postgres://ada:hunter2@db.test/x", ""],
    properties: {
      password: "hunter2",
      url: "postgres://ada:hunter2@db.test/x",
      headers: { Authorization: "hunter2" },
    },
  };
  for (const write of [jsonLine, lineWriter("plain", false), lineWriter("pretty", true)]) {
    const line = write(redactRecord(record));
    assertNotMatch(line, /hunter2/);
    assertMatch(line, /Signed in with \*\*\*REDACTED\*\*\*/);
  }
});

Deno.test("problem documents tell no passwords", () => {
  const details = JSON.stringify([{ path: "url", reason: "is postgres://ada:hunter2@db.test/x" }]);
  const problem = toProblem(new TaskerError("TK001", "Cannot take password=hunter2", { details }));
  assertNotMatch(JSON.stringify(problem), /hunter2/);
});

Deno.test("a dead letter's snapshot tells no passwords", async () => {
  await using api = await TestApi.create();
  const { body: task } = await brokenTask(api, "cannot reach postgres://ada:hunter2@db.test/x");
  const { body } = await api.ask("POST", `/v1/dlq/task/${task.task_uuid}`, { by: "ada", reason: "look" });
  assertMatch(JSON.stringify(body.task_snapshot), /REDACTED/);
  assertNotMatch(JSON.stringify(body), /hunter2/);
});

/** A task whose one worker said this of its first step. */
async function brokenTask(api: TestApi, message: string) {
  await api.ask("POST", "/v1/templates", PAIR);
  const task = await api.ask("POST", "/v1/tasks", PAIR_REQUEST);
  const { body: { worker_uuid } } = await api.ask("POST", "/v1/workers", { namespaces: ["tests"] });
  const { body: [{ step_uuid, attempt }] } = await api.ask("POST", `/v1/workers/${worker_uuid}/claim`, {
    namespaces: ["tests"],
  });
  await api.ask("POST", `/v1/workers/${worker_uuid}/complete`, {
    results: [{ step_uuid, attempt, success: false, error: { message, retryable: false } }],
  });
  return task;
}

Deno.test("GET /v1/config shows every value with its place, and no secret", async () => {
  const loaded = await traceConfig(await withSecrets(SECRETS));
  const config = { environment: loaded.config.environment, values: listValues(loaded) };
  await using api = await TestApi.create({ config });
  const { status, body } = await api.ask("GET", "/v1/config");
  assertEquals([status, body.environment], [200, "test"]);
  const shown = Object.fromEntries(body.values.map((value: { key: string }) => [value.key, value]));
  assertEquals(shown["secrets.keys"].value, ["2026-11:***REDACTED***"]);
  assertEquals(shown["secrets.active_key"].value, "2026-11");
  assertEquals([shown["database.url"].value, shown["database.url"].source], [
    "postgres://ada:***REDACTED***@db.test/x",
    "env DATABASE_URL",
  ]);
  assertMatch(shown["web.request_timeout_ms"].source, /\.toml$/);
  assertNotMatch(JSON.stringify(body), new RegExp(`hunter2|${KEY.slice(8, 30).replaceAll("+", "\\+")}`));
});

Deno.test("loadSecretKeys() takes keys of the configuration and of a file, and refuses without telling one", async (t) => {
  const file = await Deno.makeTempFile();
  const second = `next:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}`;
  await Deno.writeTextFile(file, `# keys\n${second}\n`);
  const load = async (toml: string) => {
    const { secrets } = await loadConfig(await withSecrets(toml));
    return await loadSecretKeys(secrets, "test");
  };
  const both = await load(`${SECRETS}keys_file = "${file}"\n`);
  assertEquals(both, { activeKey: "2026-11", keys: { "2026-11": KEY.slice(8), next: second.slice(5) } });

  const short = "2026-11:c2hvcnQtYnV0LXNlY3JldA==";
  for (
    const [why, toml] of [
      ["there is no key of the active id", `[secrets]\nactive_key = "other"\nkeys = ["\${TASKER_KEY}"]\n`],
      ["a key is short", `[secrets]\nkeys = ["${short}"]\n`],
      ["an id comes twice", `[secrets]\nkeys = ["\${TASKER_KEY}", "\${TASKER_KEY}"]\n`],
      ["the file is missing", `[secrets]\nkeys = []\nkeys_file = "/nowhere/keys"\n`],
    ] as const
  ) {
    await t.step(why, async () => {
      const error = await assertRejects(() => load(toml), ConfigError);
      assert(!error.message.includes(KEY.slice(8)) && !error.message.includes("c2hvcnQ"), error.message);
    });
  }
});

Deno.test("GET /v1/config asks for the permission config:read", async () => {
  await using api = await GuardedApi.create();
  const statuses = [];
  for (const scopes of [["tasks:read"], ["config:read"]]) {
    statuses.push((await api.ask("GET", "/v1/config", await api.key(scopes))).status);
  }
  assertEquals([(await api.ask("GET", "/v1/config")).status, ...statuses], [401, 403, 200]);
});
