import { assertEquals } from "@std/assert";
import type { Sql } from "postgres";

/** What was repaired so far: how many, by the name of the repair; repairs that had nothing to do are left out. */
export async function repaired(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql<{ repair: string; count: number }[]>`
    select c.repair, c.repaired_count::integer as count
      from tasker_v1.get_recovery_counts() c where c.repaired_count > 0`;
  return Object.fromEntries(rows.map(({ repair, count }) => [repair, count]));
}

/**
 * Runs a repair, sees what it told, and runs it again: then it must find nothing.
 *
 * @param repair Runs it.
 * @param told What it must have mended, by the names of the repairs.
 */
export async function assertRepairs(
  sql: Sql,
  repair: () => Promise<unknown>,
  told: Readonly<Record<string, number>>,
): Promise<void> {
  const before = await repaired(sql);
  await repair();
  const after = await repaired(sql);
  const news = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  assertEquals(Object.fromEntries(news.filter(([, count]) => count > 0)), told);
  await repair();
  assertEquals(await repaired(sql), after, "the second run found something to repair");
}

/** Looks for stranded tasks until a round is over. */
export async function recoverStranded(sql: Sql, limit = 5000): Promise<void> {
  for (let isOver = false; !isOver;) {
    const [row] = await sql`select r.is_round_over from tasker_v1.recover_stranded_tasks(${limit}) r`;
    isOver = row?.is_round_over;
  }
}
