/**
 * What `tasker start` answers under many clients, without and with access control: `deno task bench:http [options]`. It starts the
 * embedded PostgreSQL on data of its own; `wrk` sends the requests where it is installed (Debian: `apt-get install wrk`).
 *
 *     --connections N   clients (50)
 *     --seconds N       for each row (6)
 *     --json            the figures as JSON instead of a table
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { makeApiKey } from "../orchestration/access/api_key.ts";
import { createApiKey } from "../orchestration/access/key_store.ts";
import { createTasks, registerTemplate } from "../orchestration/calls/mod.ts";
import { connect, migrate } from "../sql/mod.ts";
import { makeDatabase } from "./harness/database.ts";
import { type Load, load, type LoadedRequest } from "./harness/http_load.ts";
import { SHAPES } from "./harness/shapes.ts";
import { startServer } from "./server.ts";
import { NAMESPACE, templateOf } from "./systems/templates.ts";

const WARM_UP_SECONDS = 1;
const BATCH = 100;

const { connections, seconds, json } = parseArgs(Deno.args, {
  default: { connections: 50, seconds: 6 },
  boolean: ["json"],
});

interface Row extends Load {
  readonly request: string;
  readonly auth: string;
}

const rows: Row[] = [];
await using server = await startServer();
for (const auth of ["open", "API key"]) rows.push(...await measure(auth));
await say(json ? JSON.stringify({ connections, seconds, rows }) : table(rows));

/** Measures every kind of request on a database of its own. */
async function measure(auth: string): Promise<Row[]> {
  const url = await makeDatabase(server.url, "http_load");
  const sql = connect(url, { max: 1 });
  await migrate(sql);
  await registerTemplate(sql, templateOf(SHAPES.single));
  const made = makeApiKey();
  await createApiKey(sql, made, { name: "bench", scopes: ["client"], namespaces: [], days: 1, by: "bench" });
  const task = { namespace: NAMESPACE, name: SHAPES.single.name, context: { i: 1 } };
  const [{ taskUuid } = { taskUuid: "" }] = await createTasks(sql, [task]);
  await sql.end();

  await using program = await startTasker(url, auth === "open" ? "open" : "required");
  const headers = {
    "Content-Type": "application/json",
    ...(auth === "open" ? {} : { "X-API-Key": made.key }),
  };
  const address = `${program.address}/v1/tasks`;
  const requests: Record<string, LoadedRequest> = {
    "POST /v1/tasks (minimal)": {
      url: address,
      body: JSON.stringify(task),
      headers: { ...headers, Prefer: "return=minimal" },
    },
    [`POST /v1/tasks/batch (${BATCH})`]: {
      url: `${address}/batch`,
      body: JSON.stringify(Array.from({ length: BATCH }, () => task)),
      headers,
    },
    "GET /v1/tasks/{task_uuid}": { url: `${address}/${taskUuid}`, headers },
  };
  const measured: Row[] = [];
  for (const [request, loaded] of Object.entries(requests)) {
    await load(loaded, { connections, seconds: WARM_UP_SECONDS });
    measured.push({ request, auth, ...await load(loaded, { connections, seconds }) });
  }
  return measured;
}

/** Starts the program as a user does, and waits until it is up. */
async function startTasker(
  url: string,
  mode: "open" | "required",
): Promise<AsyncDisposable & { readonly address: string }> {
  const main = new URL("../cli/main.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, "start", "--json"],
    env: {
      DATABASE_URL: url,
      TASKER_ENV: "development",
      TASKER_AUTH_MODE: mode,
      TASKER_WEB_BIND_ADDRESS: "127.0.0.1:0",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.endsWith("}\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot start tasker: it printed "${text}"`);
    text += value;
  }
  return {
    address: JSON.parse(text).address,
    async [Symbol.asyncDispose]() {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}

function table(measured: readonly Row[]): string {
  const lines = measured.map(({ request, auth, requestsPerSecond, p50Ms, p99Ms, errors, tool }) =>
    `| ${request} | ${auth} | ${Math.round(requestsPerSecond).toLocaleString("en")} | ${
      p50Ms.toFixed(1)
    } | ` +
    `${p99Ms.toFixed(1)} | ${errors} | ${tool} |`
  );
  return [
    `${connections} connections, ${seconds} s a row`,
    "",
    "| request | auth | requests/s | p50 ms | p99 ms | errors | by |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}
