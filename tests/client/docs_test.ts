import { assertEquals } from "@std/assert";
import { TestApi } from "../http/_api.ts";
import { Worker } from "../../worker/mod.ts";
import { Gateway } from "./_gateway.ts";

const ROOT = new URL("../../", import.meta.url);

/** What the examples import, and where it is. */
const MODULES: Readonly<Record<string, string>> = {
  "zod": import.meta.resolve("zod"),
  "@tasker/tasker": new URL("mod.ts", ROOT).href,
  "@tasker/tasker/client": new URL("client/mod.ts", ROOT).href,
};

Deno.test("the examples of docs/client.md run as they stand", async () => {
  await using api = await TestApi.create();
  await using gateway = new Gateway(api.app);
  await using worker = new Worker({
    database: { url: api.db.url },
    namespaces: ["tests"],
    handlers: { "tests.double.double": ({ input }) => (input as { n: number }).n * 2 },
  });
  await worker.start();
  const page = await Deno.readTextFile(new URL("docs/client.md", ROOT));
  const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);

  const seen: unknown[][] = [];
  const prints = `print_${crypto.randomUUID().replaceAll("-", "")}`;
  Object.assign(globalThis, { [prints]: (...values: unknown[]) => seen.push(values) });
  for (const example of examples) {
    await run(example.replaceAll(/console\.\w+/g, `globalThis.${prints}`), gateway.url);
  }

  assertEquals([examples.length, gateway.taken().length > 10], [5, true]);
  assertEquals(seen[0], [true, "complete", [["double", 8]]]);
  assertEquals(seen.slice(1, -1).length, 5, "the tasks that the list shows");
  assertEquals((seen.at(-1)?.[1] as { path: string }[]).map(({ path }) => path), ["n"]);
});

/** Runs an example with another server; what it imports is found from here. */
async function run(example: string, url: string): Promise<void> {
  const code = example
    .replaceAll("http://127.0.0.1:8080", url)
    .replaceAll("tk_…", "tk_docs")
    .replaceAll(/from "([^"]+)"/g, (_, name: string) => `from "${MODULES[name] ?? name}"`);
  await import(`data:application/typescript,${encodeURIComponent(code)}`);
}
