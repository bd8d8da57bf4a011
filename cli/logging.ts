import {
  configure,
  getAnsiColorFormatter,
  getJsonLinesFormatter,
  getTextFormatter,
  reset,
  type TextFormatter,
} from "@logtape/logtape";
import type { LoggingConfig } from "../config/mod.ts";
import type { Output } from "./output.ts";

/**
 * Sends what the process logs to standard error. Libraries log through `getLogger(["tasker", …])`, handlers through
 * their context or a LogTape logger of any category.
 *
 * @param config Least level, and how lines look.
 * @param out Where they go.
 * @returns Ends it when disposed.
 */
export async function startLogging(config: LoggingConfig, out: Output): Promise<AsyncDisposable> {
  const format = formatterOf(config.format, out.isErrorTerminal);
  await configure({
    reset: true,
    sinks: { stderr: (record) => out.note(format(record).trimEnd()) },
    loggers: [
      { category: [], lowestLevel: config.level, sinks: ["stderr"] },
      { category: ["logtape", "meta"], lowestLevel: "warning" },
    ],
  });
  return { [Symbol.asyncDispose]: () => reset() };
}

function formatterOf(format: LoggingConfig["format"], isTerminal: boolean): TextFormatter {
  if (format === "json") return getJsonLinesFormatter({ message: "rendered", properties: "nest:properties" });
  if (format === "pretty" && isTerminal) {
    return getAnsiColorFormatter({ timestamp: "time", timeZone: null, value: "bare" });
  }
  return getTextFormatter({ timestamp: "rfc3339", value: "bare" });
}
