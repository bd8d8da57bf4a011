/** How messages of our own PGMQ-compatible queues are read, each by one reader. */
import { deepStrictEqual as same, rejects } from "node:assert/strict";
import { TestDatabase } from "../_support/database.ts";
import { backendPid, until } from "../_support/waiting.ts";
import { idsIn, type Message, read, send, withJobs } from "./_jobs_queue.ts";

Deno.test("read() gives the oldest first, counts the reading and moves vt", async () => {
  await using db = await withJobs();
  await send(db.sql, 3);
  const messages = await db.sql<(Message & { hidden: boolean })[]>`
    select r.*, r.vt between now() + interval '25 s' and now() + interval '31 s' as hidden
      from pgmq.read('jobs', 30, 2) r`;
  same(messages.map((m) => [m.msg_id, m.read_ct, m.hidden]), [["1", 1, true], ["2", 1, true]]);
});

Deno.test("read() hides what it read until vt has passed", async () => {
  await using db = await withJobs();
  await send(db.sql, 1);
  same(await read(db.sql, 1), ["1"]);
  same(await read(db.sql, 1), []);
  await db.sql`update pgmq.q_jobs set vt = clock_timestamp()`;
  const [again] = await db.sql<Message[]>`select * from pgmq.read('jobs', 30, 1)`;
  same([again?.msg_id, again?.read_ct], ["1", 2]);
});

Deno.test("read() does not give a delayed message before its time", async () => {
  await using db = await withJobs();
  await db.sql`select pgmq.send('jobs', '1', 60)`;
  same(await read(db.sql, 1), []);
  await db.sql`update pgmq.q_jobs set vt = vt - interval '60 s'`;
  same(await read(db.sql, 1), ["1"]);
});

Deno.test("read() sees what its own transaction sent", async () => {
  await using db = await withJobs();
  const ids = await db.sql.begin(async (tx) => {
    await tx`select pgmq.send('jobs', '1')`;
    return await tx`select r.msg_id from pgmq.read('jobs', 30, 1) r`;
  });
  same([...ids], [{ msg_id: "1" }]);
});

Deno.test("read() gives headers back", async () => {
  await using db = await withJobs();
  await db.sql`select pgmq.send('jobs', '1', headers => '{"trace": "abc"}')`;
  const [message] = await db.sql<Message[]>`select * from pgmq.read('jobs', 30, 1)`;
  same(message?.headers, { trace: "abc" });
});

Deno.test("read() with a condition takes only messages that contain it", async () => {
  await using db = await withJobs();
  await db
    .sql`select pgmq.send_batch('jobs', array['{"k": 1, "x": 1}', '{"k": 2}', '[1]', '{"k": 1}']::jsonb[])`;
  const some = await db.sql<Message[]>`select * from pgmq.read('jobs', 30, 5, '{"k": 1}')`;
  same(some.map((m) => m.msg_id), ["1", "4"]);
  const rest = await db.sql<Message[]>`select * from pgmq.read('jobs', 30, 5, '{}')`;
  same(rest.map((m) => m.msg_id), ["2", "3"]);
});

Deno.test("read() passes over messages that an open transaction is reading, without waiting", async () => {
  await using db = await withJobs();
  await send(db.sql, 4);
  const [first, second] = [db.connect(), db.connect()];
  await first.begin(async (tx) => {
    const taken = await tx<Message[]>`select * from pgmq.read('jobs', 30, 2)`;
    same(taken.map((m) => m.msg_id), ["1", "2"]);
    same(await read(second, 5), ["3", "4"]);
  });
});

Deno.test("read() gives readers at the same moment different messages, and each message once", async () => {
  await using db = await withJobs();
  await send(db.sql, 200);
  const readers = Array.from({ length: 4 }, () => db.connect());
  const taken = await Promise.all(readers.map(async (reader) => {
    const all: string[] = [];
    for (let ids = await read(reader, 7); ids.length > 0; ids = await read(reader, 7)) all.push(...ids);
    return all;
  }));
  same(taken.flat().length, 200);
  same(new Set(taken.flat()).size, 200);
});

Deno.test("read() names the missing table when there is no such queue", async () => {
  await using db = await TestDatabase.create();
  await rejects(db.sql`select pgmq.read('absent', 30, 1)`, { code: "42P01" });
});

Deno.test("read_with_poll() waits until a message comes", async () => {
  await using db = await withJobs();
  const reader = db.connect();
  const pid = await backendPid(reader);
  const waiting = reader<Message[]>`select * from pgmq.read_with_poll('jobs', 30, 1, 20, 10)`.execute();
  await until(async () => {
    const [session] = await db.sql`select a.wait_event from pg_stat_activity a where a.pid = ${pid}`;
    return session?.wait_event === "PgSleep";
  });
  await send(db.sql, 1);
  same((await waiting).map((m) => m.msg_id), ["1"]);
});

Deno.test("read_with_poll() looks once when it may not wait", async () => {
  await using db = await withJobs();
  same([...await db.sql`select * from pgmq.read_with_poll('jobs', 30, 1, 0)`], []);
  await send(db.sql, 1);
  same((await db.sql<Message[]>`select * from pgmq.read_with_poll('jobs', 30, 1, 0)`).map((m) => m.msg_id), [
    "1",
  ]);
});

Deno.test("read_with_poll() with a condition takes only messages that contain it", async () => {
  await using db = await withJobs();
  await send(db.sql, 3);
  const found = await db.sql<Message[]>`
    select * from pgmq.read_with_poll('jobs', 30, 5, 5, 100, '{"n": 2}')`;
  same(found.map((m) => m.msg_id), ["2"]);
});

Deno.test("pop() gives the oldest visible message and deletes it", async () => {
  await using db = await withJobs();
  await send(db.sql, 3);
  await read(db.sql, 1);
  const [popped] = await db.sql<Message[]>`select * from pgmq.pop('jobs')`;
  same([popped?.msg_id, popped?.message], ["2", { n: 2 }]);
  same(await idsIn(db.sql, "q_jobs"), ["1", "3"]);
});

Deno.test("pop() gives no row when nothing is visible", async () => {
  await using db = await withJobs();
  await db.sql`select pgmq.send('jobs', '1', 60)`;
  same([...await db.sql`select * from pgmq.pop('jobs')`], []);
});
