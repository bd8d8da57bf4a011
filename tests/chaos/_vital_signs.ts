import type { Sql } from "postgres";
import type { Child } from "./_child.ts";

/** A task that takes longer than this is missed by the look after its end. */
const SLOWEST_SECONDS = 300;

/** How the whole is at a moment of a soak. */
export interface VitalSigns {
  /** Seconds since the soak began. */
  readonly seconds: number;
  /** Resident memory of the workers, in MiB. */
  readonly workerMiB: number;
  /** Resident memory of the orchestrators, in MiB. */
  readonly orchestratorMiB: number;
  /** Memory of the server's sessions that they share with nobody, in MiB: plans, catalogues. */
  readonly sessionsMiB: number;
  /** Sessions of the server. */
  readonly connections: number;
  /** Dead rows in all tables of tasker, in thousands. */
  readonly deadThousands: number;
  /** All tables of tasker with their indexes, in MiB. */
  readonly tablesMiB: number;
  /** Write-ahead log for each task that ended since the last look, in KiB. */
  readonly walKiBPerTask: number;
  /** Tasks that are not over. */
  readonly backlog: number;
  /** Time from a task's creation to its end since the last look: median, in milliseconds. */
  readonly p50Ms: number;
  /** The same, of which 1 in 100 is slower. */
  readonly p99Ms: number;
  /** Tasks that ended since the last look, a second. */
  readonly tasksPerSecond: number;
}

interface Look {
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
  readonly backlog: number;
  readonly pids: readonly number[];
  readonly dead: number;
  readonly bytes: number;
  readonly wal: number;
}

/** Takes the vital signs of a soak. */
export class Nurse {
  readonly #sql: Sql;
  readonly #workers: readonly Child[];
  readonly #orchestrators: readonly Child[];
  readonly #beganAt = performance.now();
  #lastAt = performance.now();
  #lastWal: number | undefined;

  /** Makes one; the first look covers the time since then. */
  constructor(sql: Sql, workers: readonly Child[], orchestrators: readonly Child[]) {
    this.#sql = sql;
    this.#workers = workers;
    this.#orchestrators = orchestrators;
  }

  /** Looks. */
  async look(): Promise<VitalSigns> {
    const now = performance.now();
    const sinceSeconds = (now - this.#lastAt) / 1_000;
    this.#lastAt = now;
    const [row] = await this.#sql<[Look]>`
      with ended as (
        select extract(epoch from t.completed_at - t.created_at) * 1000 as ms
          from tasker.tasks t
         where t.task_uuid > tasker.uuid_floor(tasker.now() - ${
      sinceSeconds + SLOWEST_SECONDS
    } * interval '1 second')
           and t.completed_at > tasker.now() - ${sinceSeconds} * interval '1 second'
      )
      select coalesce(percentile_cont(0.5) within group (order by e.ms), 0)::float8 as p50,
             coalesce(percentile_cont(0.99) within group (order by e.ms), 0)::float8 as p99, count(*)::int as count,
             (select count(*)::int from tasker.tasks t where t.state < 'complete') as backlog,
             array(select a.pid from pg_stat_activity a where a.backend_type = 'client backend') as pids,
             (select sum(s.n_dead_tup)::float8 from pg_stat_user_tables s where s.schemaname = 'tasker') as dead,
             (select sum(pg_total_relation_size(s.relid))::float8 from pg_stat_user_tables s
               where s.schemaname = 'tasker') as bytes,
             (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as wal
        from ended e`;
    const written = row.wal - (this.#lastWal ?? row.wal);
    this.#lastWal = row.wal;
    return {
      seconds: Math.round((now - this.#beganAt) / 1_000),
      workerMiB: await memoryOf(this.#workers.map(({ pid }) => pid), "status", "VmRSS"),
      orchestratorMiB: await memoryOf(this.#orchestrators.map(({ pid }) => pid), "status", "VmRSS"),
      sessionsMiB: await memoryOf(row.pids, "smaps_rollup", "Pss_Anon"),
      connections: row.pids.length,
      deadThousands: row.dead / 1_000,
      tablesMiB: row.bytes / 2 ** 20,
      walKiBPerTask: written / 1_024 / Math.max(row.count, 1),
      backlog: row.backlog,
      p50Ms: row.p50,
      p99Ms: row.p99,
      tasksPerSecond: row.count / sinceSeconds,
    };
  }
}

/** Memory of processes in MiB, as the kernel tells it in a file of theirs. */
async function memoryOf(
  pids: readonly (number | undefined)[],
  file: "status" | "smaps_rollup",
  field: string,
): Promise<number> {
  let sum = 0;
  for (const pid of pids) {
    const text = await Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => "");
    sum += Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1_024;
  }
  return sum;
}
