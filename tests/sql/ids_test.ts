import { assertEquals } from "@std/assert";
import { TestDatabase } from "../_support/database.ts";
import { SERVERS } from "../_support/servers.ts";

for (const server of SERVERS) {
  Deno.test(`new_task_uuid() is of version 7 and holds the time to the microsecond (PostgreSQL ${server})`, async () => {
    await using db = await TestDatabase.create({ server });
    const [row] = await db.sql`
      with ids as materialized (
        select clock_timestamp() as before, tasker.new_task_uuid() as id, clock_timestamp() as after
          from generate_series(1, 1000)
      ), read as (
        select i.*, substring(i.id::text, 15, 1) as version, substring(i.id::text, 20, 1) as variant,
               ('x0' || translate(left(i.id::text, 13), '-', '') || substring(i.id::text, 16, 3))::bit(64)::bigint / 4096.0
                 as milliseconds
          from ids i
      )
      select bool_and(r.version = '7') as is_7, bool_and(r.variant ~ '[89ab]') as is_rfc,
             bool_and(r.milliseconds between extract(epoch from r.before) * 1000 - 0.001
                                         and extract(epoch from r.after) * 1000 + 0.001) as is_exact,
             count(distinct r.id)::int as ids
        from read r`;
    assertEquals({ ...row }, { is_7: true, is_rfc: true, is_exact: true, ids: 1000 });
  });
}
