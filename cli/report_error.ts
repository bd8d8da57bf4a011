import { ConfigError } from "../config/mod.ts";
import { toTaskerError } from "../core/driver_errors.ts";
import { TaskerError } from "../core/errors.ts";
import { formatFault } from "../core/fault.ts";
import { DataFolderInUseError } from "../sql/embedded/folder_in_use_error.ts";
import { MigrationBlockedError } from "../sql/migration_blocked_error.ts";
import { SchemaMismatchError } from "../sql/schema_mismatch_error.ts";
import { EXIT, EXIT_BY_KIND } from "./exit_codes.ts";
import { UsageError } from "./usage_error.ts";

/** An error as the command line shows it. */
export interface ErrorReport {
  /** Exit status that says the same. */
  readonly exit: number;
  /** Code of the error, when it has one: `TK103`. */
  readonly code?: string | undefined;
  /** What went wrong; the first line of what is printed. */
  readonly message: string;
  /** What was met, a line each. */
  readonly details: readonly string[];
  /** What to do next. */
  readonly hint?: string | undefined;
}

/**
 * Decides how an error is shown and what the process exits with.
 *
 * @param thrown What a command threw; driver errors are recognised.
 * @returns The report.
 */
export function reportOf(thrown: unknown): ErrorReport {
  const error = toTaskerError(thrown);
  if (error instanceof TaskerError) return ofTaskerError(error);
  if (error instanceof UsageError) {
    return { exit: EXIT.usage, message: error.message, details: [], hint: error.hint };
  }
  if (error instanceof ConfigError) {
    const [message = "", ...details] = error.message.split("\n");
    return { exit: EXIT.usage, message, details: details.map((line) => line.trim()) };
  }
  if (error instanceof SchemaMismatchError) {
    return { exit: EXIT.schemaMismatch, message: error.message, details: [] };
  }
  if (error instanceof Deno.errors.AddrInUse) {
    const hint =
      "Stop the other process, or name another address: web.bind_address (TASKER_WEB_BIND_ADDRESS), " +
      "for a separate worker worker.health_bind_address.";
    return { exit: EXIT.busy, message: error.message, details: [], hint };
  }
  if (error instanceof MigrationBlockedError) {
    const details = error.sessions.map(({ pid, statement }) => `pid ${pid}: ${statement}`);
    const hint =
      "End those transactions, or wait; `select pg_terminate_backend(pid)` ends one. Nothing was changed.";
    return { exit: EXIT.busy, message: error.message, details, hint };
  }
  if (error instanceof DataFolderInUseError) {
    const hint = "One process owns a folder: stop the other one, or set TASKER_DATA_DIR to another folder.";
    return { exit: EXIT.busy, message: error.message, details: [], hint };
  }
  if (!(error instanceof Error)) return { exit: EXIT.failure, message: String(error), details: [] };
  return { exit: EXIT.failure, message: error.message || error.name, details: [] };
}

function ofTaskerError(error: TaskerError): ErrorReport {
  const details = error.faults.length > 0 ? error.faults.map(formatFault) : error.details?.split("\n") ?? [];
  return {
    exit: EXIT_BY_KIND[error.kind],
    code: error.code,
    message: error.message,
    details,
    hint: error.hint,
  };
}

/**
 * Writes a report the way people read it.
 *
 * @param report The report.
 * @returns `error[TK103]: message`, the details below it, and the hint last.
 */
export function formatReport(report: ErrorReport): string {
  return [
    `error${report.code === undefined ? "" : `[${report.code}]`}: ${report.message}`,
    ...report.details.map((line) => `  ${line}`),
    ...(report.hint === undefined ? [] : [`hint: ${report.hint}`]),
  ].join("\n");
}
