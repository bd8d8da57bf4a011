import { assertEquals } from "@std/assert";
import { CONCEPTS, renderStates, withStates } from "../../tools/render_states.ts";
import { TestDatabase } from "../_support/database.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGES: readonly string[] = [
  "README.md",
  "docs/concepts.md",
  "docs/architecture.md",
  "docs/client.md",
  "docs/embedding.md",
  "docs/access.md",
];

/** Modules whose doc comments have examples. */
const MODULES: readonly string[] = [
  "mod.ts",
  "client/mod.ts",
  "config/mod.ts",
  "orchestration/mod.ts",
  "worker/mod.ts",
  "core/define_task.ts",
];

Deno.test("docs/concepts.md has the moves that the database allows; else run tools/render_states.ts", async () => {
  await using db = await TestDatabase.create();
  const page = await Deno.readTextFile(CONCEPTS);
  assertEquals(page, withStates(page, await renderStates(db.sql)));
});

Deno.test("the TypeScript of the documentation passes the type check", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--doc-only", ...PAGES, ...MODULES],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
});

for (const page of PAGES) {
  Deno.test(`${page} names files that there are`, async () => {
    const text = await Deno.readTextFile(new URL(page, ROOT));
    const named = [
      ...text.matchAll(
        /`((?:cli|config|core|docs|examples|orchestration|sql|tests|tools|worker|bench)\/[\w./-]+)`/g,
      ),
    ];
    const missing: string[] = [];
    for (const [, path = ""] of named) {
      await Deno.stat(new URL(path, ROOT)).catch(() => missing.push(path));
    }
    assertEquals(missing, []);
  });
}
