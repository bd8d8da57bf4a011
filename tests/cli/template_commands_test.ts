import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { listTemplates } from "../../orchestration/calls/list_templates.ts";
import { runCli } from "../_support/cli.ts";
import { TestDatabase } from "../_support/database.ts";
import { createPair, tasker } from "./_pair.ts";

const GOOD = `
namespace_name: shop
name: order
version: 1.2.0
description: Sells something
steps:
  - name: check
    handler: { callable: Shop.Check }
  - name: pay
    depends_on: [check]
    handler: { callable: Shop.Pay }
    retry: { limit: 5 }
`;
const BAD = `
namespace_name: shop
name: order
retries: 3
version: "1"
steps:
  - name: a
    handler: { callable: Shop.A }
    depends_on: [b]
  - name: b
    handler: { callable: Shop.B }
    depends_on: [a, zzz]
`;

/** A folder with files, gone when the test ends. */
async function folderOf(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${path}/${name}`, text);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("template validate prints every fault with file, path and reason", async () => {
  await using folder = await folderOf({
    "bad.yaml": BAD,
    "good.yaml": GOOD,
    "torn.yaml": "name: [",
    "x.toml": "=",
  });
  const { code, stdout } = await runCli(["template", "validate", folder.path, "--env", "test"]);
  assertEquals(code, EXIT.failure);
  assertStringIncludes(stdout, `${folder.path}/good.yaml: shop/order 1.2.0: valid\n`);
  for (
    const fault of [
      "bad.yaml: retries: ",
      "bad.yaml: version: ",
      "bad.yaml: steps[1].depends_on[1]: ",
      "a → b → a",
    ]
  ) {
    assertStringIncludes(stdout, fault);
  }
  assertMatch(stdout, /torn.yaml:\d+: /);
  assertMatch(stdout, /x.toml:1: /);

  const json = JSON.parse(
    (await runCli(["template", "validate", folder.path, "--env", "test", "--json"])).stdout,
  );
  assertEquals([json.is_valid, json.templates.length], [false, 1]);
});

Deno.test("template validate says yes to a folder without faults, and refuses an empty one", async () => {
  await using folder = await folderOf({ "good.yaml": GOOD });
  assertEquals((await runCli(["template", "validate", folder.path, "--env", "test"])).code, EXIT.ok);
  await using empty = await folderOf({});
  for (const args of [[empty.path], []]) {
    assertEquals((await runCli(["template", "validate", ...args, "--env", "test"])).code, EXIT.usage);
  }
});

Deno.test("template register publishes, list and show tell of it", async () => {
  await using db = await TestDatabase.create();
  await using folder = await folderOf({ "good.yaml": GOOD });
  const first = await tasker(db, ["template", "register", folder.path]);
  assertEquals(first.code, EXIT.ok);
  assertMatch(first.stdout, /shop\/order 1\.2\.0 +published/);
  assertMatch((await tasker(db, ["template", "register", folder.path])).stdout, /was there already/);

  assertMatch((await tasker(db, ["template", "list"])).stdout, /shop +order +1\.2\.0 +2 +Sells something/);
  const shown = await tasker(db, ["template", "show", "shop", "order"]);
  assertMatch(shown.stdout, /pay +check +Shop\.Pay +5 +300 s/);
  const missing = await tasker(db, ["template", "show", "shop", "order", "--version", "3.0.0"]);
  assertEquals(missing.code, EXIT.notFound);
});

Deno.test("template register refuses a changed graph under the same version, and shows the difference", async () => {
  await using db = await TestDatabase.create();
  await using folder = await folderOf({ "good.yaml": GOOD });
  await tasker(db, ["template", "register", folder.path]);
  await Deno.writeTextFile(`${folder.path}/good.yaml`, GOOD.replace("depends_on: [check]", "depends_on: []"));
  await Deno.writeTextFile(`${folder.path}/another.yaml`, GOOD.replace("name: order", "name: another"));
  const { code, stderr } = await tasker(db, ["template", "register", folder.path]);
  assertEquals(code, EXIT.conflict);
  assertStringIncludes(stderr, "error[TK201]");
  assertMatch(stderr, /pay/);
  assertEquals((await listTemplates(db.sql)).map(({ name }) => name), ["order"], "all or none");
});

Deno.test("template register publishes nothing when a file has a fault", async () => {
  await using db = await TestDatabase.create();
  await createPair(db);
  await using folder = await folderOf({ "bad.yaml": BAD, "good.yaml": GOOD });
  const { code, stdout } = await tasker(db, ["template", "register", folder.path]);
  assertEquals(code, EXIT.failure);
  assertStringIncludes(stdout, "bad.yaml: retries: ");
  assertEquals((await listTemplates(db.sql, "shop")).length, 0);
});
