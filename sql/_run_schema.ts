import type { TransactionSql } from "postgres";
import { runFile } from "./_run_file.ts";
import { sha256 } from "./_sha256.ts";
import type { Queryable } from "./connect.ts";
import { SchemaMismatchError } from "./schema_mismatch_error.ts";
import type { SqlFile } from "./sql_files.ts";

/** Options for {@linkcode runSchema}. */
export interface RunSchemaOptions {
  /** Last number to run. None: all of them. */
  readonly upTo?: number;
}

/**
 * Runs the schema files that the database lacks, and proves that the ones it has are unchanged: each
 * row of the ledger holds the hash of the row before and the file's text.
 *
 * @returns The numbers it ran, ascending.
 */
export async function runSchema(
  tx: TransactionSql,
  files: readonly SqlFile[],
  options: RunSchemaOptions = {},
): Promise<number[]> {
  const pending = (await pendingSchema(tx, files)).filter(({ number }) =>
    number <= (options.upTo ?? Infinity)
  );
  for (const { number, chain, file } of pending) {
    await runFile(tx, file);
    await tx`insert into tasker.migrations (number, name, chain) values (${number}, ${file.path}, ${chain})`;
  }
  return pending.map(({ number }) => number);
}

/** A schema file that a database lacks. */
export interface PendingSchemaFile {
  /** Its number, from 1. */
  readonly number: number;
  /** What the ledger will hold for it. */
  readonly chain: string;
  /** The file. */
  readonly file: SqlFile;
}

/**
 * Finds the schema files that a database lacks. Changes nothing.
 *
 * @returns The files, ascending by number.
 * @throws {SchemaMismatchError} If a file that ran was edited since, or the database knows more files.
 */
export async function pendingSchema(sql: Queryable, files: readonly SqlFile[]): Promise<PendingSchemaFile[]> {
  const numbers = numbersOf(files);
  const chains = await chainsOf(files);
  const ledger = await readLedger(sql);
  for (const [index, applied] of ledger.entries()) {
    const [file, number] = [files[index], numbers[index]];
    if (file === undefined || number === undefined || number > applied.number) {
      throw new SchemaMismatchError(
        `Cannot migrate: the database ran ${applied.name}, which this release does not know; it is of a later release`,
      );
    }
    if (number < applied.number) {
      throw new SchemaMismatchError(
        `Cannot migrate: ${file.path} was added before ${applied.name}, which ran; give it a number above`,
      );
    }
    if (applied.chain !== chains[index]) {
      throw new SchemaMismatchError(
        `Cannot migrate: ${file.path} was edited after it ran; put it back and add a new file`,
      );
    }
  }
  return files.map((file, index) => ({ number: numbers[index]!, chain: chains[index]!, file })).slice(
    ledger.length,
  );
}

/** What the ledger holds for each file: the SHA-256 of the chain before it and of its text. */
export async function chainsOf(files: readonly SqlFile[]): Promise<string[]> {
  const chains: string[] = [];
  for (const { text } of files) chains.push(await sha256((chains.at(-1) ?? "") + text));
  return chains;
}

/** What a schema file's name says: `sql/schema/0009_dlq.sql` is 9. Numbers ascend; some may be missing. */
export function numbersOf(files: readonly SqlFile[]): number[] {
  const numbers = files.map(({ path }) => Number(/\/(\d{4})_[a-z0-9_]+\.sql$/.exec(path)?.[1]));
  const wrong = numbers.findIndex((number, index) => !(number > (numbers[index - 1] ?? 0)));
  if (wrong >= 0) {
    throw new SchemaMismatchError(
      `Cannot migrate: "${
        files[wrong]!.path
      }" has no number of its own; schema files are NNNN_name.sql, each number once`,
    );
  }
  return numbers;
}

interface LedgerRow {
  readonly number: number;
  readonly name: string;
  readonly chain: string;
}

async function readLedger(sql: Queryable): Promise<readonly LedgerRow[]> {
  const [ledger] = await sql<[{ exists: boolean }]>`
    select to_regclass('tasker.migrations') is not null as exists`;
  if (!ledger.exists) return [];
  return await sql<LedgerRow[]>`select m.number, m.name, m.chain from tasker.migrations m order by m.number`;
}
