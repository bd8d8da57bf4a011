import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { bundleClient, modulesOf } from "../../tools/bundle_client.ts";
import { Worker } from "../../worker/mod.ts";
import { TestApi } from "../http/_api.ts";
import { Gateway } from "./_gateway.ts";

const NODE = await nodeVersion();

Deno.test("the client needs no driver, nor anything else from outside of client/ and core/", async () => {
  const files = await modulesOf(["client/mod.ts", "core/define_task.ts"]); // throws for npm: and the like
  assertEquals(files.filter((file) => !/^(client|core)\//.test(file)), []);
});

Deno.test({
  name: `the package for npm runs in Node${NODE >= 20 ? "" : " (left out: there is no Node 20 on the PATH)"}`,
  ignore: NODE < 20,
  async fn() {
    await using folder = await makeFolder();
    const [api] = await Promise.all([
      TestApi.create(),
      bundleClient(join(folder.path, "node_modules/@tasker/client"), { types: false }),
    ]);
    await using _ = api;
    await using gateway = new Gateway(api.app);
    await using worker = new Worker({
      database: { url: api.db.url },
      namespaces: ["tests"],
      handlers: { "tests.double.double": ({ input }) => (input as { n: number }).n * 2 },
    });
    await worker.start();
    await Deno.writeTextFile(join(folder.path, "main.mjs"), PROGRAM);

    const { stdout, stderr, success } = await new Deno.Command("node", {
      args: ["main.mjs", gateway.url],
      cwd: folder.path,
    }).output();
    assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), {
      results: { double: 42 },
      listed: ["complete"],
      refused: ["TaskerError", "TK003"],
      away: "TK503",
    });
  },
});

/** What a user of Node writes. */
const PROGRAM = `
import { TaskerClient, TaskerError } from "@tasker/client";
import { defineTask } from "@tasker/client/define";

const double = defineTask({
  namespace: "tests",
  name: "double",
  version: "1.0.0",
  inputSchema: { type: "object", required: ["n"], properties: { n: { type: "integer" } } },
}).step("double", () => 0);

const client = new TaskerClient({ url: process.argv[2] });
await client.templates.register(double);
const task = await client.create(double, { n: 21 });
const results = await task.result({ timeoutMs: 20_000 });
const listed = [];
for await (const { status } of client.list({ namespace: "tests" })) listed.push(status);
const refused = await client.create(double, { n: "21" }).catch((error) => error);
const away = await new TaskerClient({ url: "http://127.0.0.1:1", retry: { attempts: 1 } }).health().catch((error) => error);
console.log(JSON.stringify({
  results,
  listed,
  refused: [refused instanceof TaskerError ? "TaskerError" : String(refused), refused.code],
  away: away.code,
}));
`;

/** Major release of the Node on the PATH; 0 without one. */
async function nodeVersion(): Promise<number> {
  try {
    const { stdout } = await new Deno.Command("node", { args: ["--version"] }).output();
    return Number(/^v(\d+)/.exec(new TextDecoder().decode(stdout))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "tasker-node-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
