/** Holds the tables of docs/observability.md against the `/metrics` of a process that did all that it can do. */
import { assertEquals } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { run } from "../../cli/run.ts";
import { TaskerClient } from "../../client/mod.ts";
import { makeFolder } from "../cli/_program.ts";
import { runCli } from "../_support/cli.ts";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";

const TASKS = new URL("./_toured_tasks.ts", import.meta.url).pathname;

/** Over the package's `test` environment. */
const CONFIG = {
  "environments/test/auth.toml": '[auth]\nmode = "required"\n',
  "environments/test/logging.toml": '[logging]\nlevel = "info"\n',
  "environments/test/web.toml": "[web.rate_limits]\nenabled = true\nrequests_per_second = 0.1\nburst = 30\n",
  "environments/test/worker.toml":
    `[worker]\ncompletion = "queued"\nheartbeat_seconds = 0.5\nhandler_modules = ["${TASKS}"]\n`,
};

/** The metrics that the tables describe, and those of them that a process that is well may have no number for. */
async function documented() {
  const text = await Deno.readTextFile(new URL("../../docs/observability.md", import.meta.url));
  const names = (part: string, pattern: RegExp) => [...part.matchAll(pattern)].map(([, name = ""]) => name);
  const paragraph = /^What tells of trouble.*?\n\n/ms.exec(text)?.[0] ?? "";
  return {
    all: names(text, /^\| `(tasker_\w+)` \|/gm),
    conditional: names(paragraph, /`(tasker_\w+)`/g),
  };
}

/** `tasker start` in this process, until the test is over. */
async function start(url: string, configRoot: string) {
  const stopping = new AbortController();
  let [stdout, stderr] = ["", ""];
  const terminal = {
    write: (text: string) => void (stdout += text),
    writeError: (text: string) => void (stderr += text),
    isTerminal: false,
    isErrorTerminal: false,
    columns: Infinity,
  };
  const args = ["start", "--env", "test", "--json", "--database-url", url, "--config-root", configRoot];
  const ended = run(args, { terminal, signal: stopping.signal });
  const address = await until(() => stdout.endsWith("}\n") && JSON.parse(stdout).address as string);
  return {
    address,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      assertEquals(await ended, EXIT.ok, stderr);
    },
  };
}

/** Does with an installation what fills its metrics. */
async function tour(db: TestDatabase, address: string): Promise<void> {
  const stranger = new TaskerClient({ url: address });
  assertEquals((await stranger.templates.list().catch((error) => error)).code, "TK601");
  const made = await runCli([
    ...["auth", "keys", "create", "ada", "--scope", "admin"],
    ...["--env", "test", "--json", "--database-url", db.url],
  ]);
  const { key } = JSON.parse(made.stdout);
  const client = new TaskerClient({ url: address, apiKey: key });
  for (let i = 0; i < 2; i += 1) await client.templates.list();
  const [good, bad] = await Promise.all(
    ["second_try", "hopeless"].map((name) => client.create({ namespace: "toured", name, context: {} })),
  );
  assertEquals((await good!.wait()).status, "complete");
  assertEquals((await bad!.wait()).status, "blocked_by_failures");
  const unknown = { namespace: "toured", name: "nobody_knows", context: {} };
  assertEquals((await client.create(unknown).catch((error) => error)).code, "TK103");
  const headers = { "x-api-key": key };
  await until(async () => {
    const { status, body } = await fetch(`${address}/v1/templates`, { headers });
    await body?.cancel();
    return status === 429;
  });
}

Deno.test("the metrics that docs/observability.md describes are those of /metrics, each with a number after a tour", async () => {
  const { all, conditional } = await documented();
  await using db = await TestDatabase.create();
  await using folder = await makeFolder(CONFIG);
  await using program = await start(db.url, folder.path);
  await tour(db, program.address);

  const read = async () => {
    const response = await fetch(`${program.address}/metrics`);
    const text = await response.text();
    assertEquals(response.status, 200, text);
    return text;
  };
  const types = [...(await read()).matchAll(/^# TYPE (tasker_\w+) /gm)].map(([, name]) => name);
  assertEquals(types.toSorted(), all.toSorted());
  assertEquals(conditional.filter((name) => !all.includes(name)), []);

  let missing = all;
  await until(async () => { // sums and heartbeats come by and by
    await db.sql`select tasker_v1.run_rollup()`;
    const text = await read();
    missing = all.filter((name) => !new RegExp(`^${name}(_count)?[{ ]`, "m").test(text));
    return missing.every((name) => conditional.includes(name));
  }, { deadlineMs: 20_000 }).catch(() => {});
  assertEquals(missing.filter((name) => !conditional.includes(name)), []);
});
