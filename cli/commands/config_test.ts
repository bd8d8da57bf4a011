import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runCli } from "../../tests/_support/cli.ts";
import { EXIT } from "../exit_codes.ts";

Deno.test("config validate --all finds every environment of the package valid", async () => {
  const { code, stdout } = await runCli(["config", "validate", "--all"]);
  assertEquals(code, EXIT.ok);
  assertEquals(stdout, "test: valid\ndevelopment: valid\nproduction: valid\n");
});

Deno.test("config validate lists the faults and exits 1", async () => {
  const { code, stdout } = await runCli([
    "config",
    "validate",
    "--env",
    "test",
    "--database-url",
    "mysql://u:secret@h",
  ]);
  assertEquals(code, EXIT.failure);
  assertEquals(
    stdout,
    'test: not valid\n  option: database.url must be a URL like "postgres://user:password@host:5432/name"\n',
  );
});

Deno.test("config validate --json gives the faults to programs", async () => {
  const { code, stdout } = await runCli(["config", "validate", "--env", "tset", "--json"]);
  assertEquals(code, EXIT.failure);
  const [check] = JSON.parse(stdout);
  assertEquals(check.is_valid, false);
  assertStringIncludes(check.faults[0].reason, 'did you mean "test"?');
});

Deno.test("config show hides the password", async () => {
  for (const args of [[], ["--json"]]) {
    const { stdout } = await runCli([
      "config",
      "show",
      "--database-url",
      "postgres://u:opensesame@h/d",
      ...args,
    ]);
    assertStringIncludes(stdout, "postgres://u:***REDACTED***@h/d");
    assert(!stdout.includes("opensesame"));
  }
});

Deno.test("config show keeps to a component and says where values come from", async () => {
  const { stdout } = await runCli(["config", "show", "logging", "--env", "production"]);
  assertStringIncludes(stdout, "config/environments/production/logging.toml:2");
  assert(!stdout.includes("worker."));
});

Deno.test("config show of a bad configuration lists every fault and exits 2", async () => {
  const { code, stderr } = await runCli([
    "config",
    "show",
    "--env",
    "development",
    "--config-root",
    "/nowhere",
  ]);
  assertEquals(code, EXIT.usage);
  assertStringIncludes(stderr, 'error: Cannot use the configuration of "development": 1 fault\n  /nowhere: ');
});

Deno.test("config show suggests the nearest component", async () => {
  const { code, stderr } = await runCli(["config", "show", "wroker"]);
  assertEquals(code, EXIT.usage);
  assertStringIncludes(stderr, 'hint: Did you mean "worker"?');
});

Deno.test("config explain and config show keep to a table or a key, and suggest the nearest", async () => {
  const explained = await runCli(["config", "explain", "database.listen_url", "--json"]);
  assertEquals(JSON.parse(explained.stdout).map(({ key }: { key: string }) => key), ["database.listen_url"]);
  const shown = await runCli(["config", "show", "database.pool", "--json"]);
  assertEquals(JSON.parse(shown.stdout).values.map(({ key }: { key: string }) => key), [
    "database.pool.maintenance",
    "database.pool.api",
  ]);
  const { code, stderr } = await runCli(["config", "explain", "database.listn_url"]);
  assertEquals(code, EXIT.usage);
  assertStringIncludes(stderr, 'Did you mean "database.listen_url"?');
});

Deno.test("config explain says what a key does and accepts", async () => {
  const { stdout } = await runCli(["config", "explain", "worker"]);
  assertStringIncludes(stdout, "worker.lease_seconds\n");
  assertStringIncludes(stdout, "5 to 3600 s");
});
