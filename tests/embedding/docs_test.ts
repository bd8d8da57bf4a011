import { assertEquals } from "@std/assert";
import { TestDatabase } from "../_support/database.ts";

const ROOT = new URL("../../", import.meta.url);

/** What the package exports, by the names that the page imports. */
async function modules(): Promise<ReadonlyMap<string, string>> {
  const { name, exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const paths = Object.entries<string>(exports);
  return new Map([
    ["zod", import.meta.resolve("zod")],
    ...paths.map(([key, path]) => [name + key.slice(1), new URL(path, ROOT).href] as const),
  ]);
}

Deno.test("the programs of docs/embedding.md run as they stand, by what the package exports", async () => {
  await using db = await TestDatabase.create({ invariants: false });
  const exported = await modules();
  const page = await Deno.readTextFile(new URL("docs/embedding.md", ROOT));
  const programs = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);

  const seen: unknown[][] = [];
  const prints = `print_${crypto.randomUUID().replaceAll("-", "")}`;
  Object.assign(globalThis, { [prints]: (...values: unknown[]) => seen.push(values) });
  for (const program of programs) {
    const code = program
      .replaceAll("console.log", `globalThis.${prints}`)
      .replaceAll("postgres://postgres@127.0.0.1:5432/shop", db.url)
      .replaceAll(/from "([^"]+)"/g, (_, named: string) => `from "${exported.get(named)}"`);
    await import(`data:application/typescript,${encodeURIComponent(code)}`);
  }

  assertEquals(programs.length, 2);
  assertEquals(seen, [
    [{ price: 1490, receipt: "Paid 1490 cents" }],
    [200, 401, 401],
    [403],
  ]);
});
