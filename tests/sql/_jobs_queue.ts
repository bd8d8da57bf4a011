/** The queue `jobs`, on which the PGMQ tests work. */
import type { Sql } from "postgres";
import { TestDatabase } from "../_support/database.ts";

/** A message as `pgmq.read()` gives it; the driver shows a `bigint` as text. */
export interface Message {
  readonly msg_id: string;
  readonly read_ct: number;
  readonly vt: Date;
  readonly message: unknown;
  readonly headers: unknown;
}

/** A database with an empty queue `jobs`. */
export async function withJobs(): Promise<TestDatabase> {
  const db = await TestDatabase.create();
  await db.sql`select pgmq.create('jobs')`;
  return db;
}

/** Sends `{"n": 1}`, `{"n": 2}` and so on. */
export function send(sql: Sql, count: number): Promise<unknown> {
  return sql`select pgmq.send('jobs', jsonb_build_object('n', n)) from generate_series(1, ${count}::integer) n`;
}

/** Reads up to so many messages for 30 seconds and gives their ids. */
export async function read(sql: Sql, quantity: number): Promise<string[]> {
  return (await sql<Message[]>`select * from pgmq.read('jobs', 30, ${quantity})`).map((m) => m.msg_id);
}

/** The ids of the messages in the queue (`q_jobs`) or in its archive (`a_jobs`), in order. */
export async function idsIn(sql: Sql, table: "q_jobs" | "a_jobs"): Promise<string[]> {
  const rows = await sql<Message[]>`select m.msg_id from ${sql("pgmq." + table)} m order by m.msg_id`;
  return rows.map((row) => row.msg_id);
}
