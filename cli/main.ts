/**
 * The program `tasker`.
 *
 * @module
 */
import { EXIT } from "./exit_codes.ts";
import { run } from "./run.ts";
import { processTerminal } from "./terminal.ts";

const EXIT_BY_SIGNAL: Readonly<Record<"SIGINT" | "SIGTERM", number>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
};

/** Asks the command to stop at the first signal, and ends the process at the second. */
function stopOn(signal: keyof typeof EXIT_BY_SIGNAL, controller: AbortController): void {
  if (signal === "SIGTERM" && Deno.build.os === "windows") return;
  Deno.addSignalListener(signal, () => {
    if (controller.signal.aborted) Deno.exit(EXIT_BY_SIGNAL[signal]);
    controller.abort(signal);
  });
}

if (import.meta.main) {
  const stopping = new AbortController();
  stopOn("SIGINT", stopping);
  stopOn("SIGTERM", stopping);
  Deno.exit(await run(Deno.args, { terminal: processTerminal(), signal: stopping.signal }));
}
