/** Our own PGMQ-compatible queues; on a server that offers the extension these claims are tested of it. */
import { deepStrictEqual as same, ok, rejects } from "node:assert/strict";
import { readSqlFiles } from "../../sql/sql_files.ts";
import { TestDatabase } from "../_support/database.ts";
import { backendPid, blockedOn } from "../_support/waiting.ts";
import { idsIn, read, send, withJobs } from "./_jobs_queue.ts";

Deno.test("create() makes a message table, an archive and a row in meta", async () => {
  await using db = await withJobs();
  const columns = await db.sql`
    select c.table_name, string_agg(c.column_name, ' ' order by c.ordinal_position) as columns
      from information_schema.columns c
     where c.table_schema = 'pgmq' and c.table_name in ('q_jobs', 'a_jobs')
     group by c.table_name order by c.table_name`;
  same([...columns], [
    { table_name: "a_jobs", columns: "msg_id read_ct enqueued_at archived_at vt message headers" },
    { table_name: "q_jobs", columns: "msg_id read_ct enqueued_at vt message headers" },
  ]);
  const listed = await db.sql`
    select q.queue_name, q.is_partitioned, q.is_unlogged from pgmq.list_queues() q where q.queue_name = 'jobs'`;
  same([...listed], [{ queue_name: "jobs", is_partitioned: false, is_unlogged: false }]);
});

Deno.test("create() leaves an existing queue and its messages alone, whatever the case of the name", async () => {
  await using db = await withJobs();
  await send(db.sql, 1);
  await db.sql`select pgmq.create('jobs'), pgmq.create_non_partitioned('JOBS')`;
  same(await idsIn(db.sql, "q_jobs"), ["1"]);
  const [row] = await db
    .sql`select count(*)::integer as count from pgmq.meta m where lower(m.queue_name) = 'jobs'`;
  same(row?.count, 1);
});

Deno.test("create() lets sessions that make one queue at the same moment all succeed", async () => {
  await using db = await TestDatabase.create();
  const [first, second] = [db.connect(), db.connect()];
  const pid = await backendPid(second);
  let waiting: Promise<unknown> | undefined;
  await first.begin(async (tx) => {
    await tx`select pgmq.create('jobs')`;
    waiting = second`select pgmq.create('jobs')`.execute();
    await blockedOn(db.sql, pid);
  });
  await waiting;
  same(await idsIn(db.sql, "q_jobs"), []);
});

Deno.test("create_unlogged() keeps the messages out of the WAL, the archive in it", async () => {
  await using db = await TestDatabase.create();
  await db.sql`select pgmq.create_unlogged('jobs')`;
  const tables = await db.sql`
    select c.relname as name, c.relpersistence as persistence from pg_class c
     where c.oid in ('pgmq.q_jobs'::regclass, 'pgmq.a_jobs'::regclass) order by c.relname`;
  same([...tables], [{ name: "a_jobs", persistence: "p" }, { name: "q_jobs", persistence: "u" }]);
});

Deno.test("create() refuses a name of 48 bytes and takes one of 47", async () => {
  await using db = await TestDatabase.create();
  await rejects(db.sql`select pgmq.create(${"n".repeat(48)})`, { code: "TK001" });
  await rejects(db.sql`select pgmq.create(${"é".repeat(24)})`, { code: "TK001" });
  await db.sql`select pgmq.create(${"n".repeat(47)})`;
  await db.sql`select pgmq.send(${"n".repeat(47)}, '1')`;
});

Deno.test("create() refuses what is no name", async (t) => {
  await using db = await TestDatabase.create();
  for (const name of ["", "a;b", "a'b", "a--b", "a$b"]) {
    await t.step(`create() refuses the name "${name}"`, async () => {
      await rejects(db.sql`select pgmq.create(${name})`, { code: "TK001" });
    });
  }
});

Deno.test("create() takes a name that needs quoting, as PGMQ does", async () => {
  await using db = await TestDatabase.create();
  await db.sql`select pgmq.create('odd "name"-1')`;
  await db.sql`select pgmq.send('odd "name"-1', '1')`;
  const [message] = await db.sql`select * from pgmq.pop('odd "name"-1')`;
  same(message?.message, 1);
});

Deno.test("drop_queue() takes the tables and the row away, and tells whether there was such a queue", async () => {
  await using db = await withJobs();
  const [first] = await db.sql`select pgmq.drop_queue('jobs') as dropped`;
  const [second] = await db.sql`select pgmq.drop_queue('jobs', false) as dropped`;
  same([first?.dropped, second?.dropped], [true, false]);
  const [left] = await db.sql`
    select to_regclass('pgmq.q_jobs') as queue, to_regclass('pgmq.a_jobs') as archive,
           exists (select from pgmq.meta m where m.queue_name = 'jobs') as listed`;
  same(left, { queue: null, archive: null, listed: false });
});

Deno.test("the pgmq files may be applied again without touching queues", async () => {
  await using db = await withJobs();
  await send(db.sql, 2);
  for (const file of (await readSqlFiles()).pgmq) await db.sql.unsafe(file.text);
  same(await read(db.sql, 5), ["1", "2"]);
});

Deno.test("send() offers every form of PGMQ: headers, delay in seconds, delay until a time", async () => {
  await using db = await withJobs();
  const sent = await db.sql`
    select pgmq.send('jobs', '1') as plain,
           pgmq.send('jobs', '2', headers => '{"h": 2}') as headers,
           pgmq.send('jobs', '3', 60) as seconds,
           pgmq.send('jobs', '4', '2100-01-01T00:00:00Z'::timestamptz) as until,
           pgmq.send('jobs', '5', '{"h": 5}', 60) as headers_seconds,
           pgmq.send('jobs', '6', '{"h": 6}', '2100-01-01T00:00:00Z'::timestamptz) as headers_until`;
  same(sent[0], {
    plain: "1",
    headers: "2",
    seconds: "3",
    until: "4",
    headers_seconds: "5",
    headers_until: "6",
  });
  const stored = await db.sql`
    select m.message, m.headers, m.vt > now() + interval '50 s' as delayed from pgmq.q_jobs m order by m.msg_id`;
  same([...stored], [
    { message: 1, headers: null, delayed: false },
    { message: 2, headers: { h: 2 }, delayed: false },
    { message: 3, headers: null, delayed: true },
    { message: 4, headers: null, delayed: true },
    { message: 5, headers: { h: 5 }, delayed: true },
    { message: 6, headers: { h: 6 }, delayed: true },
  ]);
});

Deno.test("send_batch() offers every form of PGMQ", async () => {
  await using db = await withJobs();
  await db.sql`select pgmq.send_batch('jobs', array['1']::jsonb[])`;
  await db.sql`select pgmq.send_batch('jobs', array['2']::jsonb[], array['{"h": 2}']::jsonb[])`;
  await db.sql`select pgmq.send_batch('jobs', array['3']::jsonb[], 60)`;
  await db.sql`select pgmq.send_batch('jobs', array['4']::jsonb[], now() + interval '60 s')`;
  await db.sql`select pgmq.send_batch('jobs', array['5']::jsonb[], array['{"h": 5}']::jsonb[], 60)`;
  await db
    .sql`select pgmq.send_batch('jobs', array['6']::jsonb[], array['{"h": 6}']::jsonb[], now() + interval '60 s')`;
  const stored = await db.sql`
    select m.message, m.headers, m.vt > now() + interval '50 s' as delayed from pgmq.q_jobs m order by m.msg_id`;
  same([...stored], [
    { message: 1, headers: null, delayed: false },
    { message: 2, headers: { h: 2 }, delayed: false },
    { message: 3, headers: null, delayed: true },
    { message: 4, headers: null, delayed: true },
    { message: 5, headers: { h: 5 }, delayed: true },
    { message: 6, headers: { h: 6 }, delayed: true },
  ]);
});

Deno.test("send_batch() numbers the messages in their order and pairs headers by position", async () => {
  await using db = await withJobs();
  const ids = await db.sql`
    select * from pgmq.send_batch('jobs', array['"a"', '"b"', '"c"']::jsonb[], array[null, '{"h": 2}']::jsonb[])`;
  same(ids.map((row) => row.send_batch), ["1", "2", "3"]);
  const stored = await db.sql`select m.message, m.headers from pgmq.q_jobs m order by m.msg_id`;
  same([...stored], [
    { message: "a", headers: null },
    { message: "b", headers: { h: 2 } },
    { message: "c", headers: null },
  ]);
});

Deno.test("send_batch() refuses more headers than messages", async () => {
  await using db = await withJobs();
  await rejects(
    db.sql`select pgmq.send_batch('jobs', array['1']::jsonb[], array['{}', '{}']::jsonb[])`,
    { code: "TK001" },
  );
});

Deno.test("send() leaves nothing behind when its transaction rolls back", async () => {
  await using db = await withJobs();
  const failure = new Error("rolled back on purpose");
  await rejects(
    db.sql.begin(async (tx) => {
      await tx`select pgmq.send('jobs', '1')`;
      throw failure;
    }),
    failure,
  );
  same(await idsIn(db.sql, "q_jobs"), []);
});

Deno.test("delete() removes one message and tells whether it was there", async () => {
  await using db = await withJobs();
  await send(db.sql, 2);
  const [first] = await db.sql`select pgmq.delete('jobs', 1) as deleted`;
  const [second] = await db.sql`select pgmq.delete('jobs', 1) as deleted`;
  same([first?.deleted, second?.deleted], [true, false]);
  same(await idsIn(db.sql, "q_jobs"), ["2"]);
});

Deno.test("delete() removes many and gives the ids of those that were there", async () => {
  await using db = await withJobs();
  await send(db.sql, 3);
  const deleted = await db
    .sql`select d.id from pgmq.delete('jobs', array[1, 3, 9]::bigint[]) d (id) order by d.id`;
  same([...deleted], [{ id: "1" }, { id: "3" }]);
  same(await idsIn(db.sql, "q_jobs"), ["2"]);
});

Deno.test("archive() moves one message with all it has, and tells whether it was there", async () => {
  await using db = await withJobs();
  await db.sql`select pgmq.send('jobs', '{"n": 1}', headers => '{"h": 1}')`;
  await read(db.sql, 1);
  const [before] = await db.sql`select * from pgmq.q_jobs`;
  const [first] = await db.sql`select pgmq.archive('jobs', 1) as archived`;
  const [second] = await db.sql`select pgmq.archive('jobs', 1) as archived`;
  same([first?.archived, second?.archived], [true, false]);
  const [after] = await db.sql`select * from pgmq.a_jobs`;
  ok(after?.archived_at instanceof Date);
  same(after, { ...before, archived_at: after.archived_at });
  same(await idsIn(db.sql, "q_jobs"), []);
});

Deno.test("archive() moves many and gives the ids of those that were there", async () => {
  await using db = await withJobs();
  await send(db.sql, 3);
  const archived = await db
    .sql`select a.id from pgmq.archive('jobs', array[1, 3, 9]::bigint[]) a (id) order by a.id`;
  same([...archived], [{ id: "1" }, { id: "3" }]);
  same([await idsIn(db.sql, "q_jobs"), await idsIn(db.sql, "a_jobs")], [["2"], ["1", "3"]]);
});

Deno.test("set_vt() sets visibility from now without counting a reading", async () => {
  await using db = await withJobs();
  await send(db.sql, 1);
  await read(db.sql, 1);
  const [later] = await db.sql`
    select s.read_ct, s.vt > now() + interval '90 s' as hidden from pgmq.set_vt('jobs', 1, 100) s`;
  same(later, { read_ct: 1, hidden: true });
  await db.sql`select pgmq.set_vt('jobs', 1, 0)`;
  same(await read(db.sql, 1), ["1"]);
});

Deno.test("set_vt() gives no row for a message that is gone", async () => {
  await using db = await withJobs();
  same([...await db.sql`select * from pgmq.set_vt('jobs', 1, 100)`], []);
});

Deno.test("purge_queue() removes every message, counts them and keeps the archive and the numbering", async () => {
  await using db = await withJobs();
  await send(db.sql, 3);
  await db.sql`select pgmq.archive('jobs', 1)`;
  const [purged] = await db.sql`select pgmq.purge_queue('jobs') as count`;
  same(purged?.count, "2");
  await send(db.sql, 1);
  same([await idsIn(db.sql, "q_jobs"), await idsIn(db.sql, "a_jobs")], [["4"], ["1"]]);
});

Deno.test("detach_archive() leaves the archive usable", async () => {
  await using db = await withJobs();
  await send(db.sql, 1);
  await db.sql`select pgmq.detach_archive('jobs')`;
  await db.sql`select pgmq.archive('jobs', 1)`;
  same(await idsIn(db.sql, "a_jobs"), ["1"]);
});

Deno.test("metrics() counts all, visible and ever sent, and tells ages in seconds", async () => {
  await using db = await withJobs();
  await send(db.sql, 3);
  await db.sql`select pgmq.delete('jobs', 2)`;
  await db.sql`update pgmq.q_jobs set enqueued_at = now() - interval '1 hour' where msg_id = 1`;
  await read(db.sql, 1);
  const [metrics] = await db.sql`
    select m.queue_name, m.queue_length, m.queue_visible_length, m.total_messages,
           m.oldest_msg_age_sec between 3600 and 3660 as oldest, m.newest_msg_age_sec between 0 and 60 as newest,
           m.scrape_time >= now() as scraped
      from pgmq.metrics('jobs') m`;
  same(metrics, {
    queue_name: "jobs",
    queue_length: "2",
    queue_visible_length: "1",
    total_messages: "3",
    oldest: true,
    newest: true,
    scraped: true,
  });
});

Deno.test("metrics() of a queue never used has no ages", async () => {
  await using db = await withJobs();
  const [metrics] = await db.sql`
    select m.queue_length, m.total_messages, m.oldest_msg_age_sec, m.newest_msg_age_sec from pgmq.metrics('jobs') m`;
  same(metrics, {
    queue_length: "0",
    total_messages: "0",
    oldest_msg_age_sec: null,
    newest_msg_age_sec: null,
  });
});

Deno.test("metrics_all() has a row for each queue", async () => {
  await using db = await withJobs();
  await db.sql`select pgmq.create('Other')`;
  const listed = await db.sql`select q.queue_name from pgmq.list_queues() q order by q.queue_name`;
  const measured = await db.sql`select m.queue_name from pgmq.metrics_all() m order by m.queue_name`;
  same([...measured], [...listed]);
  ok(measured.length >= 2);
});
