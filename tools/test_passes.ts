import { errorsIn, summarise, type TestCount } from "./count_tests.ts";

/** What a shell tells of a program that was ended by Ctrl-C. */
const INTERRUPTED = 130;

/** How all passes together ended. */
export interface PassesEnd extends TestCount {
  /** Exit code: 0 only when something passed and nothing failed; 130 when Ctrl-C ended them. */
  readonly code: number;
}

/**
 * Runs `deno test` once for each list of arguments, one after the other. Ctrl-C ends the pass under way, and none begins
 * after it; the caller lives on and can clean up.
 *
 * @param passes Arguments of `deno test`, for each pass.
 * @param env Variables that the tests get besides those of this process.
 * @returns Counts of all passes, and the exit code for them.
 */
export async function runPasses(
  passes: readonly (readonly string[])[],
  env: Readonly<Record<string, string>>,
): Promise<PassesEnd> {
  let isInterrupted = false;
  const interrupt = () => void (isInterrupted = true); // the terminal tells the child itself
  Deno.addSignalListener("SIGINT", interrupt);
  let [passed, failed, code] = [0, 0, 0];
  const outputs: string[] = [];
  for (const pass of passes) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "--allow-all", ...pass],
      env,
      stdout: "piped",
    }).spawn();
    const output = await echo(child.stdout);
    outputs.push(output);
    const count = summarise(output);
    const status = await child.status;
    passed += count.passed;
    failed += count.failed;
    code ||= status.code;
    if (isInterrupted) break;
  }
  Deno.removeSignalListener("SIGINT", interrupt);
  if (isInterrupted) code = INTERRUPTED;
  else if (passed === 0 || failed > 0) code ||= 1;
  await tellAgain(outputs.slice(0, -1));
  return { passed, failed, code };
}

/** What failed long before the end would be far up, or cut off where only the last lines are kept. */
async function tellAgain(outputs: readonly string[]): Promise<void> {
  const errors = outputs.map(errorsIn).filter((text) => text !== "");
  if (errors.length === 0) return;
  await Deno.stdout.write(
    new TextEncoder().encode(`\nFailed in an earlier pass:\n\n${errors.join("\n\n")}\n\n`),
  );
}

async function echo(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    await Deno.stdout.write(chunk);
  }
  return text;
}
