import type { TransactionSql } from "postgres";
import type { SqlFile } from "./sql_files.ts";

/** A SQL file that PostgreSQL refused: says which file, and where in it. */
export class SqlFileError extends Error {
  /** Path of the file in the package: `sql/functions/clock/now.sql`. */
  readonly path: string;
  /** Line of the file, from 1, where PostgreSQL says. */
  readonly line: number | undefined;
  /** SQLSTATE of the refusal. */
  readonly code: string | undefined;

  /**
   * Makes an error.
   *
   * @param file The file that was run.
   * @param cause What the driver threw.
   */
  constructor(file: SqlFile, cause: unknown) {
    const { message, code, position, detail, hint, where } = cause as Partial<Record<string, string>>;
    const line = position === undefined ? undefined : lineAt(file.text, Number(position));
    const more = [detail, hint, where].filter((part) => part !== undefined).map((part) => `\n  ${part}`);
    super(`Cannot run ${file.path}${line === undefined ? "" : `:${line}`}: ${message}${more.join("")}`, {
      cause,
    });
    this.name = "SqlFileError";
    this.path = file.path;
    this.line = line;
    this.code = code;
  }
}

/** Runs a whole file, which may hold many statements. */
export async function runFile(tx: TransactionSql, file: SqlFile): Promise<void> {
  try {
    await tx.unsafe(file.text);
  } catch (error) {
    throw new SqlFileError(file, error);
  }
}

/** Runs files one after the other. */
export async function runFiles(tx: TransactionSql, files: readonly SqlFile[]): Promise<void> {
  for (const file of files) await runFile(tx, file);
}

/** The line, from 1, that holds a character, from 1 too. PostgreSQL counts code points. */
function lineAt(text: string, position: number): number {
  return Array.from(text).slice(0, position - 1).filter((character) => character === "\n").length + 1;
}
