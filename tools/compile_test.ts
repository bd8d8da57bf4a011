import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { compileArguments, EMBEDDED_FOLDERS } from "./compile.ts";

Deno.test("compileArguments() embeds what the program reads, without tests", async () => {
  const args = await compileArguments(["--target", "x86_64-unknown-linux-gnu"]);
  const valuesOf = (option: string) => args.filter((_, index) => args[index - 1] === option);
  assertEquals(valuesOf("--include"), ["sql", "config", "examples"]);
  assert(valuesOf("--exclude").includes("config/load_test.ts"));
  assertEquals(valuesOf("--output"), ["dist/tasker"]);
  assertEquals(valuesOf("--target"), ["x86_64-unknown-linux-gnu"]);
  assertEquals(args.at(-1), "cli/main.ts");
  assert(!(await compileArguments(["--output=x"])).includes("dist/tasker"));
});

Deno.test({
  name: "deno compile embeds SQL, configuration and examples",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const folder = await Deno.makeTempDir();
    await using _ = { [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
    const build = await new Deno.Command(Deno.execPath(), {
      args: await compileArguments([`--output=${folder}/tasker`, "--no-check"]),
      cwd: new URL("../", import.meta.url),
      env: { DENORT_BIN: "/bin/true", NO_COLOR: "1" }, // any program will do: what is looked at is the list
    }).output();
    const said = [build.stdout, build.stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
    assertEquals(build.code, 0, said);
    for (const folder of EMBEDDED_FOLDERS) assertMatch(said, new RegExp(`^[├└]─[─┬] ${folder}[/ ]`, "m"));
    assertNotMatch(said, /_test\.ts/);
  },
});
