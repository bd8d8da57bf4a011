import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { CommandContext } from "../../cli/command.ts";
import { EXIT } from "../../cli/exit_codes.ts";
import { openDatabase } from "../../cli/database.ts";
import { type Config, loadConfig } from "../../config/mod.ts";
import { startEmbedded } from "../../sql/embedded.ts";
import { runCli } from "../_support/cli.ts";
import { TestDatabase } from "../_support/database.ts";
import { freePort } from "../_support/ports.ts";

/** Runs a command that only connects: to whatever is at `url`, or to a database with tasker installed. */
function connectTo(url: string, how: "sql" | "bareSql" = "bareSql") {
  const run = async (context: CommandContext) => {
    await context[how]();
    return EXIT.ok;
  };
  const registry = [{
    path: ["go"],
    summary: "Goes",
    load: () => Promise.resolve({ command: { examples: [], run } }),
  }];
  return runCli(["go", "--env", "test", "--database-url", url], { registry });
}

async function configFor(dataDir: string): Promise<Config> {
  return await loadConfig({
    env: () => undefined,
    environment: "test",
    overrides: { database: { dataDir } },
  });
}

Deno.test("a command says that nothing listens at DATABASE_URL", async () => {
  const { code, stderr } = await connectTo(`postgres://postgres:secret@127.0.0.1:${freePort()}/x`);
  assertEquals(code, EXIT.databaseUnavailable);
  assertStringIncludes(stderr, "error[TK503]: Cannot connect to");
  assertStringIncludes(stderr, "nothing listens there\nhint: Start the server");
  assert(!stderr.includes("secret"));
});

Deno.test("a command says that the database does not exist", async () => {
  await using database = await TestDatabase.create();
  const url = new URL(database.url);
  url.pathname = "/not_there";
  const { code, stderr } = await connectTo(url.href);
  assertEquals(code, EXIT.databaseUnavailable);
  assertStringIncludes(stderr, 'there is no database "not_there"');
});

Deno.test("a command connects where tasker is installed", async () => {
  await using database = await TestDatabase.create();
  assertEquals(await connectTo(database.url, "sql"), { code: EXIT.ok, stdout: "", stderr: "" });
});

Deno.test("a command says that tasker is not installed", async () => {
  await using database = await TestDatabase.create({ migrated: false, invariants: false });
  const { code, stderr } = await connectTo(database.url, "sql");
  assertEquals(code, EXIT.schemaMismatch);
  assertStringIncludes(stderr, "tasker is not installed in it; run `tasker migrate`");
});

Deno.test("the embedded server", async (test) => {
  const folder = await Deno.makeTempDir({ prefix: "tasker-cli-" });
  await Deno.chmod(folder, 0o755); // a root's server runs as another user
  const config = await configFor(`${folder}/data`);
  await using _ = { [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };

  await test.step("openDatabase() makes none unless asked", async () => {
    const error: unknown = await openDatabase(config.database).catch((error) => error);
    assertStringIncludes(String(error), "DATABASE_URL is not set and there is no folder");
  });

  await using server = await startEmbedded({ dataDir: config.database.dataDir });

  await test.step("openDatabase() joins the one that another process runs", async () => {
    await using database = await openDatabase(config.database);
    assertEquals(database.origin, "running");
    assertEquals((await connectTo(database.url)).code, EXIT.ok);
  });

  await test.step("a command says that a password is needed, or wrong", async () => {
    for (
      const [password, reason] of [["", "needs a password"], [
        "wrong",
        "is wrong, or there is no such user",
      ]] as const
    ) {
      const url = new URL(server.url);
      url.password = password;
      const { code, stderr } = await connectTo(url.href);
      assertEquals(code, EXIT.databaseUnavailable);
      assertStringIncludes(stderr, reason);
    }
  });

  await server.stop();

  await test.step("openDatabase() starts it for the length of a command", async () => {
    await using database = await openDatabase(config.database);
    assertEquals(database.origin, "started");
    assertEquals((await connectTo(database.url)).code, EXIT.ok);
  });
});
