import type { Sql } from "postgres";

/** A session that stands in the way of a migration. */
export interface BlockingSession {
  /** Process number of its backend; `select pg_terminate_backend(pid)` ends it. */
  readonly pid: number;
  /** What it calls itself. */
  readonly applicationName: string;
  /** What it does: `active`, `idle in transaction`. */
  readonly state: string;
  /** For how long its transaction has been open: seconds. */
  readonly openSeconds: number;
  /** The statement it runs, or ran last; the first 200 characters. */
  readonly statement: string;
}

/** Finds who holds locks on tasker's tables, those first that have held them for longest. */
export async function blockingSessions(sql: Sql): Promise<BlockingSession[]> {
  return [
    ...await sql<BlockingSession[]>`
      select a.pid, coalesce(a.application_name, '') as "applicationName", coalesce(a.state, '') as state,
             extract(epoch from clock_timestamp() - a.xact_start)::float8 as "openSeconds",
             coalesce(left(a.query, 200), '') as statement
        from pg_stat_activity a
       where a.pid in (select l.pid
                         from pg_locks l
                         join pg_class c on c.oid = l.relation
                        where l.granted
                          and l.database = (select d.oid from pg_database d where d.datname = current_database())
                          and c.relnamespace in ('tasker'::regnamespace, 'pgmq'::regnamespace))
         and a.pid <> pg_backend_pid()
         and a.xact_start < clock_timestamp() - interval '200 milliseconds'
       order by a.xact_start
       limit 10`,
  ];
}
