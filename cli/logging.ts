import { configure, type LogLevel, type LogRecord, reset } from "@logtape/logtape";
import type { LoggingConfig } from "../config/mod.ts";
import { logScopes } from "../core/telemetry/log_scope.ts";
import { METRICS } from "../core/telemetry/metrics.ts";
import { captureConsole, PLAIN_CONSOLE } from "./console_capture.ts";
import { jsonLine, lineWriter } from "./log_lines.ts";
import { redactRecord } from "./redact_record.ts";
import type { Output } from "./output.ts";

/**
 * Sends what the process logs to standard error. Libraries log through `getLogger(["tasker", …])`, handlers through
 * their context, a LogTape logger of any category, or `console`; what is logged while a step runs tells which one. Under
 * `OTEL_DENO=true` with `OTEL_DENO_CONSOLE=replace`, Deno exports each line to the OpenTelemetry collector as well.
 *
 * Nothing of it tells what `redaction.patterns` hide.
 *
 * @param config Least level, how lines look, and whether `console` is logged.
 * @param out Where they go.
 * @returns Ends it when disposed.
 */
export async function startLogging(config: LoggingConfig, out: Output): Promise<AsyncDisposable> {
  const write = lineWriter(config.format, out.isErrorTerminal);
  await configure({
    reset: true,
    contextLocalStorage: logScopes(),
    sinks: {
      stderr: (record) => out.note(write(redactRecord(record))),
      meter: ({ level }) => METRICS.logRecords.of(level).add(),
      export: exportLine,
    },
    loggers: [
      {
        category: [],
        lowestLevel: config.level,
        sinks: exportsConsole() ? ["stderr", "meter", "export"] : ["stderr", "meter"],
      },
      { category: ["logtape", "meta"], lowestLevel: "warning" },
    ],
  });
  const capture = config.captureConsole ? captureConsole() : undefined;
  return {
    [Symbol.asyncDispose]: async () => {
      capture?.[Symbol.dispose]();
      await reset();
    },
  };
}

/** Whether what goes to `console` reaches a collector and nobody else. */
function exportsConsole(): boolean {
  const isOn = ["1", "true"].includes(Deno.env.get("OTEL_DENO") ?? "");
  return isOn && Deno.env.get("OTEL_DENO_CONSOLE") === "replace";
}

/** Deno exports what is written to `console`, with the severity of its method and the active span's ids. */
function exportLine(record: LogRecord): void {
  PLAIN_CONSOLE[CONSOLE_METHODS[record.level]](jsonLine(redactRecord(record)));
}

const CONSOLE_METHODS: Readonly<Record<LogLevel, "debug" | "info" | "warn" | "error">> = {
  trace: "debug",
  debug: "debug",
  info: "info",
  warning: "warn",
  error: "error",
  fatal: "error",
};
