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
  refuseGaps(files);
  const applied = await appliedChains(sql);
  if (applied.length > files.length) {
    throw new SchemaMismatchError(
      `Cannot migrate: the database has ${applied.length} schema files and this release knows ${files.length}; ` +
        "it is of a later release",
    );
  }
  const chains = await chainsOf(files);
  const edited = applied.findIndex((chain, index) => chain !== chains[index]);
  if (edited >= 0) {
    throw new SchemaMismatchError(
      `Cannot migrate: ${files[edited]!.path} was edited after it ran; put it back and add a new file`,
    );
  }
  return files.map((file, index) => ({ number: index + 1, chain: chains[index]!, file })).slice(
    applied.length,
  );
}

/** What the ledger holds for each file: the SHA-256 of the chain before it and of its text. */
export async function chainsOf(files: readonly SqlFile[]): Promise<string[]> {
  const chains: string[] = [];
  for (const { text } of files) chains.push(await sha256((chains.at(-1) ?? "") + text));
  return chains;
}

async function appliedChains(sql: Queryable): Promise<string[]> {
  const [ledger] = await sql<[{ exists: boolean }]>`
    select to_regclass('tasker.migrations') is not null as exists`;
  if (!ledger.exists) return [];
  const rows = await sql<{ chain: string }[]>`select m.chain from tasker.migrations m order by m.number`;
  return rows.map((row) => row.chain);
}

/** Two branches that each added the next number must not both run. */
function refuseGaps(files: readonly SqlFile[]): void {
  for (const [index, { path }] of files.entries()) {
    const number = Number(/\/(\d{4})_[a-z0-9_]+\.sql$/.exec(path)?.[1]);
    if (number !== index + 1) {
      throw new SchemaMismatchError(
        `Cannot migrate: "${path}" is not number ${
          index + 1
        }; schema files are NNNN_name.sql, without gap or double`,
      );
    }
  }
}
