import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { runCli } from "../_support/cli.ts";
import { makeFolder } from "./_program.ts";

const PACKAGE = new URL("../../mod.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

Deno.test("template generate scaffolds a task whose test passes and which loads as a handler module", async () => {
  await using folder = await makeFolder();
  const { code, stdout } = await runCli([
    ...[
      "template",
      "generate",
      "orders",
      "fulfil_order",
      "--package",
      PACKAGE,
      "--dir",
      `${folder.path}/tasks`,
    ],
    ...["--step", "reserve", "--step", "charge:reserve", "--step", "ship:reserve,charge", "--json"],
  ]);
  assertEquals(code, EXIT.ok);
  const { files } = JSON.parse(stdout);
  assertEquals(files.length, 2);

  const test = new Deno.Command(Deno.execPath(), {
    args: ["test", "--config", CONFIG, "--no-lock", "-A", files[1]],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
  const output = await test.output();
  const text = new TextDecoder().decode(output.stdout) + new TextDecoder().decode(output.stderr);
  assert(output.success, text);
  assertStringIncludes(text, "2 passed");

  const { tasks } = await import(`file://${files[0]}`);
  assertEquals(tasks[0].toTemplate().steps.map((step: { name: string }) => step.name), [
    "reserve",
    "charge",
    "ship",
  ]);
  const again = await runCli([
    "template",
    "generate",
    "orders",
    "fulfil_order",
    "--dir",
    `${folder.path}/tasks`,
  ]);
  assertEquals(again.code, EXIT.usage);
  assertStringIncludes(again.stderr, "already");
});

Deno.test("template generate says what is wrong with names and steps", async () => {
  const cases: [string[], string][] = [
    [["Orders", "x"], 'Cannot name a namespace "Orders"'],
    [["orders", "x-y"], 'Cannot name a task "x-y"'],
    [["orders", "x", "--step", "reserve", "--step", "charge:reserv"], 'Did you mean "reserve"?'],
    [["orders", "x", "--step", "a", "--step", "a"], 'There is a step "a" already'],
    [["orders", "x", "--version", "one"], "--version takes a semantic version"],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await runCli(["template", "generate", ...args, "--dir", "/nowhere/at/all"]);
    assertEquals(code, EXIT.usage);
    assertStringIncludes(stderr, message);
  }
});
