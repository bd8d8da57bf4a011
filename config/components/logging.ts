import { z } from "zod";

/** What processes log, and how it looks. */
export interface LoggingConfig {
  /** Least severe level that is written. */
  readonly level: "trace" | "debug" | "info" | "warning" | "error" | "fatal";
  /** Coloured lines for a terminal, one JSON object a line, or plain lines. */
  readonly format: "pretty" | "json" | "plain";
  /** Whether what handlers write with `console` is logged, with the facts of their step. */
  readonly captureConsole: boolean;
}

/** Rules of `[logging]`. */
export const loggingSchema = z.strictObject({
  level: z.enum(["trace", "debug", "info", "warning", "error", "fatal"])
    .describe("Least severe level that is written"),
  format: z.enum(["pretty", "json", "plain"])
    .describe("pretty: coloured lines for a terminal; json: one object a line; plain: lines without colour"),
  capture_console: z.boolean()
    .describe(
      "Whether what handlers write with console.log and the like is logged, with the facts of their step",
    ),
});
