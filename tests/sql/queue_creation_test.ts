/** Queues made when missing, announced when made, and measured. */
import { deepStrictEqual as same, rejects } from "node:assert/strict";
import { TestDatabase } from "../_support/database.ts";
import { backendPid, blockedOn, until } from "../_support/waiting.ts";

/** A database with the queue of the namespace `payments`. */
async function withPayments(): Promise<TestDatabase> {
  const db = await TestDatabase.create();
  await db.sql`select tasker.ensure_worker_queue('payments')`;
  return db;
}

Deno.test("ensure_task_queue() creates a queue once and says whether it did", async () => {
  await using db = await TestDatabase.create();
  const ensure = () => db.sql`select tasker_v1.ensure_task_queue('mail_queue') as created`;
  same([...await ensure(), ...await ensure()], [{ created: true }, { created: false }]);
  await db.sql`select tasker_v1.pgmq_send_with_notify('mail_queue', '1')`;
});

Deno.test("ensure_task_queue() lets sessions that make one queue at the same moment all succeed", async () => {
  await using db = await TestDatabase.create();
  const [first, second] = [db.connect(), db.connect()];
  const pid = await backendPid(second);
  let waiting: PromiseLike<readonly unknown[]> | undefined;
  await first.begin(async (tx) => {
    await tx`select tasker_v1.ensure_task_queue('mail_queue')`;
    waiting = second`select tasker_v1.ensure_task_queue('mail_queue') as created`.execute();
    await blockedOn(db.sql, pid);
  });
  same([...await waiting ?? []], [{ created: false }]);
});

Deno.test("ensure_task_queue() raises TK001 for what is no queue name", async () => {
  await using db = await TestDatabase.create();
  await rejects(db.sql`select tasker_v1.ensure_task_queue('no queue')`, { code: "TK001" });
});

Deno.test("ensure_orchestration_queues() makes the three, and may be called again", async () => {
  await using db = await TestDatabase.create();
  await db.sql`select tasker.ensure_orchestration_queues()`;
  await db.sql`select tasker.ensure_orchestration_queues()`;
  const queues = await db.sql`
    select m.queue_name from pgmq.meta m where m.queue_name like 'orchestration%' order by m.queue_name`;
  same(queues.map((q) => q.queue_name), [
    "orchestration_step_results",
    "orchestration_task_finalization",
    "orchestration_task_requests",
  ]);
});

Deno.test("ensure_worker_queue() gives the name of the queue, made or found", async () => {
  await using db = await TestDatabase.create();
  const namespace = "n".repeat(29);
  const ensure = () => db.sql`select tasker.ensure_worker_queue(${namespace}) as name`;
  const name = `worker_${namespace}_queue`;
  same([...await ensure(), ...await ensure()], [{ name }, { name }]);
  await db.sql`select tasker_v1.pgmq_send_with_notify(${name}, '1')`;
});

Deno.test("ensure_worker_queue() raises TK001 for what is no namespace", async (t) => {
  await using db = await TestDatabase.create();
  for (const namespace of ["Payments", "1st", "a-b", "", "n".repeat(30), null]) {
    await t.step(
      `ensure_worker_queue() raises TK001 for the namespace ${JSON.stringify(namespace)}`,
      async () => {
        await rejects(db.sql`select tasker.ensure_worker_queue(${namespace})`, { code: "TK001" });
      },
    );
  }
});

Deno.test("install_queue_triggers() has new queues announced, each once, however often it is called", async () => {
  await using db = await TestDatabase.create();
  await db.sql`select tasker.install_queue_triggers(), tasker.install_queue_triggers()`;
  const heard: Readonly<Record<string, unknown>>[] = [];
  await db.sql.listen("pgmq_queue_created", (payload) => heard.push(JSON.parse(payload)));
  await db.sql`select pgmq.create('worker_mail_queue')`;
  await db.sql`select pgmq.create('worker_mail_queue')`;
  await db.sql`select tasker_v1.ensure_task_queue('last')`;
  await until(() => heard.some((payload) => payload.queue_name === "last"));
  const [row] = await db.sql`select to_json(m.created_at) #>> '{}' as created_at from pgmq.meta m
    where m.queue_name = 'worker_mail_queue'`;
  same(heard.filter((payload) => payload.queue_name !== "last"), [{
    event_type: "queue_created",
    queue_name: "worker_mail_queue",
    namespace: "mail",
    created_at: row?.created_at,
  }]);
});

Deno.test("install_queue_triggers() gives false to a role that does not own pgmq.meta", async () => {
  await using db = await TestDatabase.create();
  await db.sql.begin(async (tx) => {
    await tx`drop trigger if exists announce_created_queue on pgmq.meta`;
    await tx`create role ${tx(db.name)}`;
    await tx`grant usage on schema tasker, pgmq to ${tx(db.name)}`;
    await tx`grant execute on function tasker.install_queue_triggers(), tasker.announce_created_queue() to ${
      tx(db.name)
    }`;
    await tx`set local role ${tx(db.name)}`;
    const [row] = await tx`select tasker.install_queue_triggers() as installed`;
    same(row?.installed, false);
    throw new RolledBack();
  }).catch(ignoreRollback);
});

Deno.test("get_queue_statistics() counts one queue and tells the ages of its messages", async () => {
  await using db = await withPayments();
  await db.sql`select pgmq.send('worker_payments_queue', to_jsonb(n)) from generate_series(1, 3) n`;
  await db.sql`
    update pgmq.q_worker_payments_queue set enqueued_at = now() - interval '1 hour', vt = now() + interval '1 hour'
     where msg_id = 1`;
  await db.sql`select pgmq.archive('worker_payments_queue', 2)`;
  const rows = await db.sql`
    select s.queue_name, s.queue_length, s.queue_visible_length, s.total_messages,
           s.oldest_msg_age_seconds between 3600 and 3660 as oldest,
           s.newest_msg_age_seconds between 0 and 60 as newest
      from tasker_v1.get_queue_statistics('worker_payments_queue') s`;
  same([...rows], [{
    queue_name: "worker_payments_queue",
    queue_length: "2",
    queue_visible_length: "1",
    total_messages: "3",
    oldest: true,
    newest: true,
  }]);
});

Deno.test("get_queue_statistics() without a name has a row for each queue", async () => {
  await using db = await withPayments();
  const measured = await db.sql`select s.queue_name from tasker_v1.get_queue_statistics() s`;
  const listed = await db.sql`select m.queue_name from pgmq.meta m order by m.queue_name`;
  same([...measured], [...listed]);
});

Deno.test("get_queue_statistics() raises TK105 for a queue that is not there", async () => {
  await using db = await TestDatabase.create();
  await rejects(db.sql`select * from tasker_v1.get_queue_statistics('absent')`, { code: "TK105" });
});

/** Ends a transaction whose work a test has looked at and does not keep. */
class RolledBack extends Error {}

function ignoreRollback(error: unknown): void {
  if (!(error instanceof RolledBack)) throw error;
}
