import { assert, assertNotEquals } from "@std/assert";
import { parseArguments } from "./arguments.ts";
import { findCommand } from "./find_command.ts";
import { withGlobalOptions } from "./global_options.ts";
import { REGISTRY } from "./registry.ts";

/** Splits a command line as a shell does, up to what it pipes, redirects or runs next; variables stay as they are. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [whole, single, double, bare] of line.matchAll(/'([^']*)'|"([^"]*)"|([|>;&]|[^\s'"|>;&]+)/g)) {
    if (bare !== undefined && /^[|>;&]$/.test(bare)) break;
    words.push(single ?? double ?? bare ?? whole);
  }
  return words;
}

/** What `0199…` of the examples stands for. */
const SOME_UUID = "0199d0e2-0000-7000-8000-000000000001";

Deno.test("every command has an example, and every example is a command line that it takes", async () => {
  for (const { path, load } of REGISTRY) {
    const { command } = await load();
    assertNotEquals(command.examples.length, 0, path.join(" "));
    for (const example of command.examples) {
      const line = example.replace(/^source <\((.*)\)$/, "$1").replaceAll("0199…", SOME_UUID).replace(
        /^(\w+=('[^']*'|"[^"]*"|\S+)\s+)+/,
        "",
      );
      const [program, ...args] = shellWords(line);
      assert(program === "tasker", example);
      const { entry, rest } = findCommand(args, REGISTRY);
      assert(entry?.path.join(" ") === path.join(" "), `${example} calls "${entry?.path.join(" ")}"`);
      parseArguments(rest, command.operands ?? [], withGlobalOptions(command.options));
    }
  }
});
