import { assertEquals } from "@std/assert";
import { runCli } from "../tests/_support/cli.ts";
import type { CommandContext } from "./command.ts";
import { EXIT } from "./exit_codes.ts";

function runWith(print: (context: CommandContext) => void, args: readonly string[] = [], columns?: number) {
  const run = (context: CommandContext) => {
    print(context);
    return Promise.resolve(EXIT.ok);
  };
  const registry = [{
    path: ["go"],
    summary: "Goes",
    load: () => Promise.resolve({ command: { examples: [], run } }),
  }];
  return runCli(["go", ...args], { registry, ...(columns === undefined ? {} : { columns }) });
}

Deno.test("Output.show() prints JSON for programs and words for people", async () => {
  const print = ({ out }: CommandContext) => out.show({ count: 1n }, () => out.line("one"));
  assertEquals((await runWith(print)).stdout, "one\n");
  assertEquals((await runWith(print, ["--json"])).stdout, '{\n  "count": "1"\n}\n');
});

Deno.test("Output.colors leave text as it is where no person looks", async () => {
  assertEquals((await runWith(({ out }) => out.line(out.colors.red("x")))).stdout, "x\n");
});

Deno.test("Output.status() is replaced on a terminal and left out elsewhere", async () => {
  const print = ({ out }: CommandContext) => {
    out.status("half way");
    out.line("done");
  };
  assertEquals((await runWith(print, [], 40)).stderr, "\r\x1b[2Khalf way\r\x1b[2K");
  assertEquals((await runWith(print)).stderr, "");
});

Deno.test("Output.note() keeps remarks off stdout", async () => {
  assertEquals(await runWith(({ out }) => out.note("hm")), { code: EXIT.ok, stdout: "", stderr: "hm\n" });
});
