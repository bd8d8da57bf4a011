import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "./arguments.ts";
import type { CommandOption, Operand } from "./command.ts";
import { UsageError } from "./usage_error.ts";

const OPERANDS: readonly Operand[] = [
  { name: "uuid", summary: "Task to show" },
  { name: "step", summary: "Steps", optional: true, repeated: true },
];
const OPTIONS: readonly CommandOption[] = [
  { name: "help", short: "h", type: "boolean", summary: "Help" },
  { name: "force", short: "f", type: "boolean", summary: "Forces" },
  { name: "reason", short: "r", type: "string", value: "TEXT", summary: "Why" },
  { name: "priority", type: "number", value: "N", summary: "Priority", default: "3" },
  { name: "tag", type: "strings", value: "TAG", summary: "Tags" },
];

const parse = (...args: string[]) => parseArguments(args, OPERANDS, OPTIONS);

Deno.test("parseArguments() reads operands and options in any order", () => {
  const args = parse("--tag", "a", "0199", "-f", "x", "--reason=why not", "y", "--tag", "b");
  assertEquals(args.operand("uuid"), "0199");
  assertEquals(args.operands("step"), ["x", "y"]);
  assertEquals(args.flag("force"), true);
  assertEquals(args.text("reason"), "why not");
  assertEquals(args.texts("tag"), ["a", "b"]);
  assertEquals(args.number("priority"), 3);
});

Deno.test("parseArguments() keeps operands and values as text", () => {
  const args = parse("007", "-r", "1e3", "--tag", "1");
  assertEquals(args.operand("uuid"), "007");
  assertEquals(args.text("reason"), "1e3");
  assertEquals(args.texts("tag"), ["1"]);
});

Deno.test("parseArguments() takes values that begin with a dash", () => {
  const args = parse("x", "--priority", "-5", "-r", "-not so-");
  assertEquals(args.number("priority"), -5);
  assertEquals(args.text("reason"), "-not so-");
});

Deno.test("parseArguments() keeps an empty value, and line breaks in one", () => {
  assertEquals(parse("x", "--reason=").text("reason"), "");
  assertEquals(parse("x", "--reason", "a\nb=c").text("reason"), "a\nb=c");
});

Deno.test("parseArguments() takes everything after -- as operands", () => {
  assertEquals(parse("x", "--", "--force").operands("step"), ["--force"]);
});

Deno.test("parseArguments() refuses what is no uuid, as operand and as option, and names it", () => {
  const uuid = "0199D0E2-0000-7000-8000-00000000000f";
  const operands: Operand[] = [{ name: "task", type: "uuid", summary: "Tasks", repeated: true }];
  const options: CommandOption[] = [{ name: "cursor", type: "uuid", value: "UUID", summary: "After" }];
  const given = parseArguments([uuid, "--cursor", uuid], operands, options);
  assertEquals([given.operands("task"), given.text("cursor")], [[uuid], uuid]);
  for (const wrong of ["nonsense", "", uuid.replaceAll("-", ""), `${uuid}0`, `{${uuid}}`]) {
    const operand = () => parseArguments([uuid, wrong], operands, options);
    assertThrows(operand, UsageError, `<task> must be a uuid, not "${wrong}"`);
    const option = () => parseArguments([uuid, "--cursor", wrong], operands, options);
    assertThrows(option, UsageError, `Option --cursor must be a uuid, not "${wrong}"`);
  }
});

Deno.test("parseArguments() refuses what is no time with its offset", () => {
  const options: CommandOption[] = [{ name: "after", type: "time", value: "TIME", summary: "After" }];
  const after = (text: string) => () => parseArguments(["--after", text], [], options).text("after");
  for (const right of ["2026-11-21T18:00:00Z", "2026-11-21T18:00:00.5+05:30"]) {
    assertEquals(after(right)(), right);
  }
  for (const wrong of ["soon", "", "2026-11-21", "2026-11-21T18:00:00", "2026-02-30T18:00:00Z", "17"]) {
    assertThrows(after(wrong), UsageError, `Option --after must be a time, not "${wrong}"`);
  }
});

Deno.test("parseArguments() tells absent from given", () => {
  const args = parse("x");
  assertEquals(args.text("reason"), undefined);
  assertEquals(args.texts("tag"), []);
  assertEquals(args.flag("force"), false);
  assertEquals(args.operands("step"), []);
});

for (
  const [args, message] of [
    [[], "Missing <uuid>: task to show"],
    [["x", "--reason"], "Option --reason needs a value"],
    [["x", "--reason", "--force"], "Option --reason needs a value"],
    [["x", "--priority", "high"], 'Option --priority must be a number, not "high"'],
    [["x", "--reson", "y"], "Unknown option --reson"],
    [["x", "-z"], "Unknown option -z"],
    [["x", "--force=perhaps"], 'Option --force takes no value, not "perhaps"'],
  ] as const
) {
  Deno.test(`parseArguments() refuses ${JSON.stringify(args)}`, () => {
    const error: UsageError = assertThrows(() => parse(...args), UsageError);
    assertEquals(error.message, message);
  });
}

Deno.test("parseArguments() refuses an operand too many", () => {
  assertThrows(() => parseArguments(["a"], [], OPTIONS), UsageError, 'Unexpected argument "a"');
});

Deno.test("parseArguments() refuses a missing option that is required", () => {
  const options: CommandOption[] = [{
    name: "to",
    type: "string",
    value: "X",
    summary: "Where",
    required: true,
  }];
  assertThrows(() => parseArguments([], [], options), UsageError, "Missing option --to X: where");
});

Deno.test("parseArguments() asks for nothing more once help is wanted", () => {
  assertEquals(parse("--help").flag("help"), true);
});
