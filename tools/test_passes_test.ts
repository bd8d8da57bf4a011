import { assertEquals } from "@std/assert";

/** Runs passes in a program of its own, each of one file with one test; tells the exit code and which of them ran. */
async function run(...bodies: readonly string[]): Promise<{ readonly code: number; readonly ran: string[] }> {
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
  const { code } = await new Deno.Command(Deno.execPath(), { args: ["eval", program] }).output();
  return { code, ran: (await Deno.readTextFile(`${folder}/ran`)).trim().split("\n") };
}

Deno.test("runPasses() runs every pass, and its code tells whether one failed", async () => {
  assertEquals(
    await Promise.all([run("", ""), run("throw new Error('no');", "")]),
    [{ code: 0, ran: ["0", "1"] }, { code: 1, ran: ["0", "1"] }],
  );
});

Deno.test("runPasses() begins no pass after Ctrl-C", async () => {
  assertEquals(await run(`Deno.kill(Deno.ppid, "SIGINT");`, ""), { code: 130, ran: ["0"] });
});
