import { assertEquals, assertStringIncludes } from "@std/assert";
import { TaskerError } from "../core/errors.ts";
import { SchemaMismatchError } from "../sql/schema_mismatch_error.ts";
import { runCli } from "../tests/_support/cli.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit_codes.ts";
import { type RegisteredCommand, REGISTRY } from "./registry.ts";
import { VERSION } from "./version.ts";

function registryOf(
  command: Partial<Command>,
  path: readonly string[] = ["thing", "make"],
): RegisteredCommand[] {
  const whole: Command = { examples: [], run: () => Promise.resolve(EXIT.ok), ...command };
  return [{ path, summary: "Makes a thing", load: () => Promise.resolve({ command: whole }) }];
}

function failingWith(error: unknown): RegisteredCommand[] {
  return registryOf({ run: () => Promise.reject(error) });
}

Deno.test("run() prints help without a command, with --help and with help", async () => {
  for (const args of [[], ["--help"], ["-h"], ["help"]]) {
    const { code, stdout } = await runCli(args);
    assertEquals(code, EXIT.ok);
    for (const { path, summary } of REGISTRY) {
      assertStringIncludes(stdout, path.join(" "));
      assertStringIncludes(stdout, summary);
    }
  }
});

Deno.test("run() prints the version", async () => {
  for (const args of [["--version"], ["-V"]]) assertEquals((await runCli(args)).stdout, `${VERSION}\n`);
});

Deno.test("every command has help that shows its path, options, examples and exit codes", async () => {
  for (const { path, summary, load } of REGISTRY) {
    const { command } = await load();
    for (const args of [[...path, "--help"], ["help", ...path]]) {
      const { code, stdout } = await runCli(args);
      assertEquals(code, EXIT.ok, path.join(" "));
      assertStringIncludes(stdout, `Usage: tasker ${path.join(" ")}`);
      assertStringIncludes(stdout, summary);
      for (const { name } of command.options ?? []) assertStringIncludes(stdout, `--${name}`);
      for (const example of command.examples) assertStringIncludes(stdout, example);
      for (const status of Object.values(EXIT)) assertStringIncludes(stdout, `${status} `);
    }
  }
});

Deno.test("every command that takes a uuid names what is none, before it asks anybody", async () => {
  const nobody = ["--database-url", "postgres://127.0.0.1:1/none"];
  const refused: string[] = [];
  for (const { path, load } of REGISTRY) {
    const { operands = [], options = [] } = (await load()).command;
    const needed = options.filter(({ required }) => required).flatMap(({ name, choices }) => [
      `--${name}`,
      choices?.[0] ?? "x",
    ]);
    const uuids = operands.filter(({ name }) => name === "uuid").map(({ name }) => `<${name}>`);
    const flags = options.filter(({ value }) => value === "UUID").map(({ name }) => `--${name}`);
    for (const what of [...uuids, ...flags]) {
      const words = operands.map(({ choices }) => choices?.[0] ?? "nonsense");
      const args = [
        ...path,
        ...words,
        ...needed,
        ...(what.startsWith("--") ? [what, "nonsense"] : []),
        ...nobody,
      ];
      const { code, stderr } = await runCli(args);
      assertEquals(code, EXIT.usage, args.join(" "));
      assertStringIncludes(stderr, `${what} must be a uuid, not "nonsense"`);
      refused.push(`${path.join(" ")} ${what}`);
    }
  }
  for (
    const known of [
      "task watch <uuid>",
      "step reset <uuid>",
      "worker get <uuid>",
      "dlq show <uuid>",
      "task list --cursor",
    ]
  ) {
    assertEquals(refused.includes(known), true, known);
  }
});

Deno.test("every module of cli/commands is registered, under its own name", async () => {
  const files = (await Array.fromAsync(Deno.readDir(new URL("commands", import.meta.url)))).map(({ name }) =>
    name
  )
    .filter((name) => !name.startsWith("_") && !name.endsWith("_test.ts"));
  const registered = REGISTRY.map(({ path }) => `${path.join("_").replaceAll("-", "_")}.ts`);
  assertEquals(registered.toSorted(), files.toSorted());
});

Deno.test("run() shows the verbs of a noun", async () => {
  const help = await runCli(["config", "--help"]);
  assertEquals(help.code, EXIT.ok);
  assertStringIncludes(help.stdout, "config validate");
  const { code, stderr } = await runCli(["config"]);
  assertEquals(code, EXIT.usage);
  assertStringIncludes(stderr, 'error: Missing verb after "config"\nhint: There is validate, show');
});

Deno.test("run() suggests the nearest command", async () => {
  const cases = {
    "config shwo": 'Did you mean "config show"?',
    "confgi show": 'Did you mean "config show"?',
    "confg": 'Did you mean "config"?',
  };
  for (const [line, hint] of Object.entries(cases)) {
    const { code, stderr } = await runCli(line.split(" "));
    assertEquals(code, EXIT.usage);
    assertStringIncludes(stderr, `error: Unknown command "`);
    assertStringIncludes(stderr, hint);
  }
});

Deno.test("run() suggests the nearest option and points to help", async () => {
  const { code, stderr } = await runCli(["config", "show", "--jsno"]);
  assertEquals(code, EXIT.usage);
  assertEquals(
    stderr,
    "error: Unknown option --jsno\nhint: Did you mean --json?\nRun `tasker config show --help` for what it takes.\n",
  );
  const { stderr: ofWorker } = await runCli(["worker", "get", "x"]);
  assertStringIncludes(ofWorker, "Run `tasker worker get --help`");
});

Deno.test("run() suggests the option that another tool's is called here", async () => {
  const cases = {
    "--url": "--server",
    "--api=http://x": "--server",
    "--base-url": "--server",
    "--db": "--database-url",
  };
  for (const [option, meant] of Object.entries(cases)) {
    const { code, stderr } = await runCli(["worker", "get", "x", option, "http://x"]);
    assertEquals(code, EXIT.usage);
    assertStringIncludes(
      stderr,
      `error: Unknown option ${option.split("=")[0]}\nhint: Did you mean ${meant}?\n`,
    );
  }
});

Deno.test("run() takes global options before the command", async () => {
  const { code, stdout } = await runCli(["--env", "test", "--json", "config", "show", "logging"]);
  assertEquals(code, EXIT.ok);
  assertEquals(JSON.parse(stdout).environment, "test");
});

Deno.test("run() prints code, faults and hint of an error, and exits by its kind", async () => {
  const details = JSON.stringify([{ path: "items[0].price", reason: "must be a number" }]);
  const error = new TaskerError("TK003", 'Cannot create task "a/b"', { details, hint: "Fix it." });
  const { code, stderr, stdout } = await runCli(["thing", "make"], { registry: failingWith(error) });
  assertEquals(code, EXIT.usage);
  assertEquals(stdout, "");
  assertEquals(
    stderr,
    'error[TK003]: Cannot create task "a/b"\n  items[0].price: must be a number\nhint: Fix it.\n',
  );
});

Deno.test("run() exits differently for what a script can tell apart", async () => {
  const cases: [unknown, number][] = [
    [new TaskerError("TK101", "x"), EXIT.notFound],
    [new TaskerError("TK202", "x"), EXIT.conflict],
    [new TaskerError("TK503", "x"), EXIT.databaseUnavailable],
    [new TaskerError("TK401", "x"), EXIT.busy],
    [Object.assign(new Error("x"), { code: "ECONNREFUSED" }), EXIT.databaseUnavailable],
    [new SchemaMismatchError("x"), EXIT.schemaMismatch],
    [new Deno.errors.AddrInUse("x"), EXIT.busy],
    [new Error("x"), EXIT.failure],
    ["x", EXIT.failure],
  ];
  for (const [error, code] of cases) {
    assertEquals(
      (await runCli(["thing", "make"], { registry: failingWith(error) })).code,
      code,
      String(error),
    );
  }
});

Deno.test("run() is quiet when the reader of its output has gone", async () => {
  const result = await runCli(["thing", "make"], { registry: failingWith(new Deno.errors.BrokenPipe()) });
  assertEquals(result, { code: EXIT.ok, stdout: "", stderr: "" });
});

Deno.test("run() abandons a command at a signal and says which", async () => {
  for (const [reason, code] of [["SIGINT", EXIT.interrupted], ["SIGTERM", EXIT.terminated]] as const) {
    const controller = new AbortController();
    const registry = registryOf({
      run: () => {
        controller.abort(reason);
        return new Promise<number>(() => {});
      },
    });
    assertEquals((await runCli(["thing", "make"], { signal: controller.signal, registry })).code, code);
  }
});

Deno.test("run() lets a command stop by itself where it can", async () => {
  const controller = new AbortController();
  const registry = registryOf({
    stopsItself: true,
    run: ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(EXIT.ok));
        controller.abort("SIGTERM");
      }),
  });
  assertEquals((await runCli(["thing", "make"], { signal: controller.signal, registry })).code, EXIT.ok);
});

Deno.test("run() tells a lone word from a noun and its verb", async () => {
  const one = registryOf({ run: () => Promise.resolve(11) }, ["worker"]);
  const two = registryOf({ run: () => Promise.resolve(12) }, ["worker", "list"]);
  const registry = [...one, ...two];
  assertEquals((await runCli(["worker"], { registry })).code, 11);
  assertEquals((await runCli(["worker", "list"], { registry })).code, 12);
});
