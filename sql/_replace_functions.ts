import type { TransactionSql } from "postgres";
import { runFiles } from "./_run_file.ts";
import { sha256 } from "./_sha256.ts";
import type { Queryable } from "./connect.ts";
import { SchemaMismatchError } from "./schema_mismatch_error.ts";
import type { SqlFile } from "./sql_files.ts";

/** Options for {@linkcode replaceFunctions}. */
export interface ReplaceFunctionsOptions {
  /** Which row of `tasker.functions` tells what is installed. */
  readonly part: "functions" | "pgmq";
  /** Release to record: `0.1.0`. */
  readonly release: string;
  /** Whether to run the files even if their digest is the installed one. */
  readonly force?: boolean;
  /**
   * Runs the files, in their order, with whatever stands between them.
   *
   * @default {one after the other}
   */
  readonly run?: () => Promise<void>;
}

/**
 * Runs replaceable files, all of them, if any differs from what is installed.
 *
 * @returns Whether they ran.
 */
export async function replaceFunctions(
  tx: TransactionSql,
  files: readonly SqlFile[],
  { part, release, force = false, run = () => runFiles(tx, files) }: ReplaceFunctionsOptions,
): Promise<boolean> {
  const digest = await digestOf(files);
  if (!force && await installedDigest(tx, part) === digest) return false;
  await run();
  await tx`
    insert into tasker.functions (part, release, digest, applied_at)
    values (${part}, ${release}, ${digest}, statement_timestamp())
    on conflict (part) do update
      set release = excluded.release, digest = excluded.digest, applied_at = excluded.applied_at`;
  return true;
}

/** Digest of the files that a database's part was made of; `undefined` when it has none. */
export async function installedDigest(
  sql: Queryable,
  part: ReplaceFunctionsOptions["part"],
): Promise<string | undefined> {
  const [installed] = await sql<{ digest: string }[]>`
    select f.digest from tasker.functions f where f.part = ${part}`;
  return installed?.digest;
}

/** SHA-256, hexadecimal, of files in their order: paths and texts. */
export async function digestOf(files: readonly SqlFile[]): Promise<string> {
  return await sha256(files.map((file) => `${file.path}\0${file.text}\0`).join(""));
}

/** Refuses to put an older release's functions over a newer one's. */
export async function refuseLaterRelease(sql: Queryable, release: string): Promise<void> {
  const [ledger] = await sql<[{ exists: boolean }]>`
    select to_regclass('tasker.functions') is not null as exists`;
  if (!ledger.exists) return;
  const [installed] = await sql<{ release: string }[]>`
    select f.release from tasker.functions f where f.part = 'functions'`;
  if (installed === undefined || compareReleases(installed.release, release) <= 0) return;
  throw new SchemaMismatchError(
    `Cannot migrate: the database is of release ${installed.release}, later than this program's ${release}`,
  );
}

/** Orders `major.minor.patch`; our releases have no other part. */
function compareReleases(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}
