import type { Queryable } from "./connect.ts";
import type { SqlFiles } from "./sql_files.ts";

/** A worker or orchestrator that is up. */
export interface LiveProgram {
  /** What it is. */
  readonly kind: "worker" | "orchestrator";
  /** Its identity: UUID text. */
  readonly uuid: string;
  /** Its release: `0.1.0`; null when it does not say. */
  readonly release: string | null;
  /** API level that it was made for. */
  readonly apiLevel: number;
  /** The machine it runs on; null when it does not say. */
  readonly host: string | null;
  /** Its process number there; null when it does not say. */
  readonly pid: number | null;
}

/** Options for {@linkcode outdatedPrograms}. */
export interface OutdatedProgramsOptions {
  /**
   * Whether to throw when there are any.
   *
   * @default {false}
   */
  readonly refuse?: boolean;
}

/**
 * Finds programs that are up and that a release serves no more. A migration to it is refused as long as there are any.
 * Sources: `sql/functions/meta/list_programs.sql` and `refuse_outdated_programs.sql`.
 *
 * @param sql Connection to ask on.
 * @param files The release.
 * @param options Whether to refuse.
 * @returns The programs, the oldest level first; none where the database is too old to know.
 * @throws {Error} `TK210` as the driver's error, if asked to refuse.
 */
export async function outdatedPrograms(
  sql: Queryable,
  files: SqlFiles,
  options: OutdatedProgramsOptions = {},
): Promise<LiveProgram[]> {
  const oldest = oldestLevelOf(files);
  const [knows] = await sql<[{ yes: boolean }]>`
    select to_regprocedure('tasker.refuse_outdated_programs(integer)') is not null as yes`;
  if (!knows.yes) return [];
  if (options.refuse) await sql`select tasker.refuse_outdated_programs(${oldest})`;
  return [
    ...await sql<LiveProgram[]>`
      select p.kind, p.program_uuid as uuid, p.release, p.api_level as "apiLevel", p.host, p.pid
        from tasker_v1.list_programs() p
       where p.api_level < ${oldest}`,
  ];
}

/** What a release's `oldest_api_level()` will tell, once it is there. */
function oldestLevelOf({ functions }: SqlFiles): number {
  const text = functions.find(({ path }) => path.endsWith("/oldest_api_level.sql"))?.text;
  return Number(/\bselect (\d+)\n/.exec(text ?? "")?.[1] ?? 1);
}
