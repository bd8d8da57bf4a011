import { assert, assertEquals } from "@std/assert";
import { DLQ_REASONS } from "../../core/dlq_entry.ts";
import { TASK_STATES } from "../../core/states.ts";
import { runCli } from "../../tests/_support/cli.ts";
import { REGISTRY } from "../registry.ts";

/** What bash offers when the last word of a command line is completed. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const { stdout: script } = await runCli(["completions", "bash"]);
  const line = ["tasker", ...words];
  const program = `${script}
COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${line.length - 1}; _tasker
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const bash = new Deno.Command("bash", {
    args: ["--norc", "-c", program],
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await bash.output();
  assert(success, new TextDecoder().decode(stderr));
  assertEquals(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).split("\n").filter((word) => word !== "");
}

Deno.test("bash completes nouns, verbs and options", async () => {
  const nouns = await offered("");
  for (const { path } of REGISTRY) assert(nouns.includes(path[0]!), path[0]);
  assertEquals(await offered("ta"), ["task"]);
  assertEquals(await offered("task", "ca"), ["cancel"]);
  assertEquals(await offered("task", "cancel", "--rea"), ["--reason"]);
  assertEquals(await offered("--server", "http://h", "step", "re"), ["reset", "resolve"]);
});

Deno.test("bash completes what an option or an operand must be one of", async () => {
  assertEquals(await offered("task", "list", "--status", ""), [...TASK_STATES]);
  assertEquals(await offered("task", "list", "-s", "bl"), ["blocked_by_failures"]);
  assertEquals(await offered("dlq", "list", "--reason", ""), [...DLQ_REASONS]);
  assertEquals(await offered("completions", "z"), ["zsh"]);
});

Deno.test("bash leaves the values of other options to the files", async () => {
  assertEquals(await offered("task", "create", "--context", ""), []);
  assertEquals(await offered("--config-root", ""), []);
});

/** What a shell says of a script that it only reads; undefined where it is not installed. */
async function faultsOf(shell: string, script: string): Promise<string | undefined> {
  const file = await Deno.makeTempFile({ suffix: `.${shell}` });
  try {
    await Deno.writeTextFile(file, script);
    const { stderr } = await new Deno.Command(shell, { args: ["-n", file] }).output();
    return new TextDecoder().decode(stderr);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("the scripts are whole: each shell that is installed reads its own, bash reads zsh's", async () => {
  for (
    const [shell, reader] of [["bash", "bash"], ["zsh", "zsh"], ["zsh", "bash"], ["fish", "fish"]] as const
  ) {
    const { stdout } = await runCli(["completions", shell]);
    assertEquals(await faultsOf(reader, stdout) ?? "", "", `${reader} on the script for ${shell}`);
    assert(await faultsOf(reader, `${stdout}\nif "`) !== "", `${reader} finds faults`);
  }
});

Deno.test("every line of fish's script is one command whose quotes are closed", async () => {
  const { stdout } = await runCli(["completions", "fish"]);
  const lines = stdout.split("\n").filter((line) => line.startsWith("complete "));
  assert(lines.length > REGISTRY.length);
  const word = String.raw`(?:"(?:[^"$\\]|\\["$\\])*"|[\w-]+)`;
  const command = new RegExp(`^complete -c tasker -n ${word}(?: (?:-f|-r|-[asld] ${word}))+$`);
  for (const line of lines) assert(command.test(line), line);
});

Deno.test("zsh and fish scripts name every command", async () => {
  for (const shell of ["zsh", "fish"]) {
    const { stdout } = await runCli(["completions", shell]);
    for (const { path, summary } of REGISTRY) {
      assert(stdout.includes(path.at(-1)!), `${shell} lacks ${path.join(" ")}`);
      assert(
        stdout.includes(
          summary.replaceAll("'", shell === "zsh" ? "’" : "'").replaceAll(
            ":",
            shell === "zsh" ? "\\\\:" : ":",
          ),
        ),
        summary,
      );
    }
  }
});
