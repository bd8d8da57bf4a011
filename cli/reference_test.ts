import { assertEquals, assertStringIncludes } from "@std/assert";
import { CLI_DOCS, cliDocs } from "../cli/write_docs.ts";
import { EXIT, EXIT_MEANINGS } from "./exit_codes.ts";
import { REGISTRY } from "./registry.ts";

Deno.test("docs/cli.md is what the registry says (deno task cli:docs)", async () => {
  const now = await Deno.readTextFile(CLI_DOCS);
  assertEquals(now, await cliDocs(now));
});

Deno.test("docs/cli.md has every command and every exit code", async () => {
  const text = await Deno.readTextFile(CLI_DOCS);
  for (const { path } of REGISTRY) assertStringIncludes(text, `\n### tasker ${path.join(" ")}\n`);
  for (const [name, code] of Object.entries(EXIT)) {
    assertStringIncludes(text, `| ${code} | ${EXIT_MEANINGS[name as keyof typeof EXIT]} |`);
  }
});
