import { assertEquals, assertMatch } from "@std/assert";

interface Run {
  readonly code: number;
  /** Which of the passes ran. */
  readonly ran: string[];
  /** What stands after the last line of the last pass. */
  readonly end: string;
}

/** Runs passes in a program of its own, each of one file with one test. */
async function run(...bodies: readonly string[]): Promise<Run> {
  const folder = await Deno.makeTempDir({ prefix: "tasker-passes-" });
  await using _ = { [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
  const files = bodies.map((_, place) => `${folder}/${place}_test.ts`);
  for (const [place, body] of bodies.entries()) {
    const note = `Deno.writeTextFileSync(${
      JSON.stringify(folder)
    } + "/ran", "${place}\\n", { append: true });`;
    await Deno.writeTextFile(files[place]!, `Deno.test("one", () => { ${note} ${body} });`);
  }
  const program = `
    import { runPasses } from ${JSON.stringify(import.meta.resolve("./test_passes.ts"))};
    Deno.exit((await runPasses(${JSON.stringify(files.map((file) => ["--no-check", file]))}, {})).code);`;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", program] }).output();
  const ran = (await Deno.readTextFile(`${folder}/ran`)).trim().split("\n");
  return { code, ran, end: new TextDecoder().decode(stdout).split(/ passed .*\n/).at(-1)!.trim() };
}

Deno.test("runPasses() runs every pass, and its code tells whether one failed", async () => {
  const [good, bad] = await Promise.all([run("", ""), run("throw new Error('no');", "")]);
  assertEquals(good, { code: 0, ran: ["0", "1"], end: "" });
  assertEquals([bad.code, bad.ran], [1, ["0", "1"]]);
  assertMatch(bad.end, /^Failed in an earlier pass:\n\none => [^\n]*\nerror: Error: no/);
});

Deno.test("runPasses() begins no pass after Ctrl-C", async () => {
  const { code, ran } = await run(`Deno.kill(Deno.ppid, "SIGINT");`, "");
  assertEquals([code, ran], [130, ["0"]]);
});
