import { assertEquals } from "@std/assert";
import plugin, { refusal } from "./rooms_lint.ts";

const ALLOWED: readonly (readonly [from: string, to: string])[] = [
  ["core/a.ts", "core/b.ts"],
  ["client/a.ts", "core/b.ts"],
  ["sql/migrate.ts", "deno.json"],
  ["orchestration/http/a.ts", "sql/connect.ts"],
  ["worker/a.ts", "orchestration/calls/claim_steps.ts"],
  ["cli/main.ts", "worker/mod.ts"],
  ["bench/a.ts", "worker/mod.ts"],
  ["sql/a_test.ts", "tests/_support/database.ts"],
  ["mod.ts", "core/mod.ts"],
];

const REFUSED: readonly (readonly [from: string, to: string])[] = [
  ["core/a.ts", "sql/b.ts"],
  ["client/a.ts", "sql/connect.ts"],
  ["config/a.ts", "sql/connect.ts"],
  ["sql/a.ts", "orchestration/calls/a.ts"],
  ["orchestration/a.ts", "worker/a.ts"],
  ["worker/a.ts", "orchestration/listen.ts"],
  ["worker/a.ts", "cli/main.ts"],
  ["bench/a.ts", "cli/main.ts"],
  ["mod.ts", "cli/main.ts"],
  ["sql/a.ts", "tests/_support/database.ts"],
];

for (const [from, to] of ALLOWED) {
  Deno.test(`rooms: ${from} may import ${to}`, () => assertEquals(refusal(from, to), undefined));
}

for (const [from, to] of REFUSED) {
  Deno.test(`rooms: ${from} may not import ${to}`, () => assertEquals(typeof refusal(from, to), "string"));
}

/** Every way to name another module, from a file of `core`. */
const FORMS: readonly string[] = [
  `import { connect } from "../sql/connect.ts";`,
  `import type { Sql } from "../sql/connect.ts";`,
  `export * from "../sql/connect.ts";`,
  `export { connect } from "../sql/connect.ts";`,
  `await import("../sql/connect.ts");`,
  `export type A = import("../sql/connect.ts").Queryable;`,
];

for (const form of FORMS) {
  Deno.test(`rooms: sees ${form}`, () => {
    const file = new URL("../core/a.ts", import.meta.url).pathname;
    const found = Deno.lint.runPlugin(plugin, file, form);
    assertEquals(found.map(({ id }) => id), ["tasker/rooms"]);
  });
}
