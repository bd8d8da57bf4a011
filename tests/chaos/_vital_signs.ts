import type { Sql } from "postgres";
import type { Child } from "./_child.ts";

/** How the whole is at a moment of a soak. */
export interface VitalSigns {
  /** Seconds since the soak began. */
  readonly seconds: number;
  /** Resident memory of the workers, in MiB. */
  readonly workerMiB: number;
  /** Resident memory of the orchestrators, in MiB. */
  readonly orchestratorMiB: number;
  /** Sessions of the server. */
  readonly connections: number;
  /** Dead rows in all tables of tasker, in thousands. */
  readonly deadThousands: number;
  /** All tables of tasker with their indexes, in MiB. */
  readonly tablesMiB: number;
  /** Time from a task's creation to its end since the last look: median, in milliseconds. */
  readonly p50Ms: number;
  /** The same, of which 1 in 100 is slower. */
  readonly p99Ms: number;
  /** Tasks that ended since the last look, a second. */
  readonly tasksPerSecond: number;
}

/** Takes the vital signs of a soak. */
export class Nurse {
  readonly #sql: Sql;
  readonly #workers: readonly Child[];
  readonly #orchestrators: readonly Child[];
  readonly #beganAt = performance.now();
  #lastAt = performance.now();

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
    const [row] = await this.#sql`
      with ended as (
        select extract(epoch from t.completed_at - t.created_at) * 1000 as ms
          from tasker.tasks t
         where t.task_uuid > tasker.uuid_floor(tasker.now() - ${sinceSeconds + 10} * interval '1 second')
           and t.completed_at > tasker.now() - ${sinceSeconds} * interval '1 second'
      )
      select coalesce(percentile_cont(0.5) within group (order by e.ms), 0)::float8 as p50,
             coalesce(percentile_cont(0.99) within group (order by e.ms), 0)::float8 as p99, count(*)::int as count,
             (select count(*)::int from pg_stat_activity a where a.backend_type = 'client backend') as connections,
             (select sum(s.n_dead_tup)::float8 from pg_stat_user_tables s where s.schemaname = 'tasker') as dead,
             (select sum(pg_total_relation_size(s.relid))::float8 from pg_stat_user_tables s
               where s.schemaname = 'tasker') as bytes
        from ended e`;
    return {
      seconds: Math.round((now - this.#beganAt) / 1_000),
      workerMiB: await residentMiB(this.#workers),
      orchestratorMiB: await residentMiB(this.#orchestrators),
      connections: row?.connections,
      deadThousands: row?.dead / 1_000,
      tablesMiB: row?.bytes / 2 ** 20,
      p50Ms: row?.p50,
      p99Ms: row?.p99,
      tasksPerSecond: row?.count / sinceSeconds,
    };
  }
}

async function residentMiB(processes: readonly Child[]): Promise<number> {
  let sum = 0;
  for (const { pid } of processes) {
    const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
    sum += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }
  return sum;
}
