/** Queues as tasker's door offers them: announced messages, messages by id. */
import { deepStrictEqual as same, ok, rejects } from "node:assert/strict";
import { TestDatabase } from "../_support/database.ts";
import { until } from "../_support/waiting.ts";

type Payload = Readonly<Record<string, unknown>>;

/** A database with the queue of the namespace `payments`. */
async function withPayments(): Promise<TestDatabase> {
  const db = await TestDatabase.create();
  await db.sql`select tasker.ensure_worker_queue('payments')`;
  return db;
}

/** What a channel carries from now on. */
async function hear(db: TestDatabase, channel: string): Promise<Payload[]> {
  const heard: Payload[] = [];
  await db.sql.listen(channel, (payload) => heard.push(JSON.parse(payload)));
  return heard;
}

/** Sends a last message and waits for its notification, after which all earlier ones have come. */
async function hearTheLast(db: TestDatabase, heard: Payload[]): Promise<Payload[]> {
  const [last] = await db
    .sql`select tasker_v1.pgmq_send_with_notify('worker_payments_queue', '"last"') as msg_id`;
  await until(() => heard.some((payload) => payload.msg_id === Number(last?.msg_id)));
  return heard.filter((payload) => payload.message !== "last");
}

const NAMESPACES: ReadonlyArray<readonly [string | null, string]> = [
  ["orchestration_step_results", "orchestration"],
  ["orchestrationless", "orchestration"],
  ["worker_payments_queue", "payments"],
  ["worker_order_queue_queue", "order_queue"],
  ["worker_worker_queue", "worker"],
  ["payments_queue", "payments"],
  ["worker_queue", "worker"],
  ["worker__queue", "worker_"],
  ["worker_payments", "default"],
  ["_queue", "default"],
  ["queue", "default"],
  ["payments", "default"],
  ["", "default"],
  [null, "default"],
];

Deno.test("extract_queue_namespace() finds the namespace in the name of a queue", async (t) => {
  await using db = await TestDatabase.create();
  for (const [queue, namespace] of NAMESPACES) {
    await t.step(`extract_queue_namespace() finds ${namespace} in ${JSON.stringify(queue)}`, async () => {
      const [row] = await db.sql`select tasker_v1.extract_queue_namespace(${queue}) as namespace`;
      same(row?.namespace, namespace);
    });
  }
});

for (const channel of ["pgmq_message_ready.payments", "pgmq_message_ready"]) {
  Deno.test(`pgmq_send_with_notify() tells ${channel} of the message, with the message in it`, async () => {
    await using db = await withPayments();
    const heard = await hear(db, channel);
    await db.sql`select tasker_v1.pgmq_send_with_notify('worker_payments_queue', '{"step": 1}')`;
    const [{ ready_at, ...payload } = {}] = await hearTheLast(db, heard);
    same(payload, {
      event_type: "message_with_payload",
      msg_id: 1,
      queue_name: "worker_payments_queue",
      namespace: "payments",
      delay_seconds: 0,
      message: { step: 1 },
    });
    ok(Math.abs(Date.parse(String(ready_at)) - Date.now()) < 60_000);
  });
}

Deno.test("pgmq_send_with_notify() leaves a message of 7000 bytes out of the notification", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  await db.sql`select tasker_v1.pgmq_send_with_notify('worker_payments_queue', to_jsonb(repeat('a', 6997)))`;
  await db.sql`select tasker_v1.pgmq_send_with_notify('worker_payments_queue', to_jsonb(repeat('a', 6998)))`;
  const payloads = await hearTheLast(db, heard);
  same(payloads.map((p) => [p.event_type, p.payload_omitted, p.message !== undefined]), [
    ["message_with_payload", undefined, true],
    ["message_ready", true, false],
  ]);
});

Deno.test("pgmq_send_with_notify() counts bytes, not characters", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  await db.sql`select tasker_v1.pgmq_send_with_notify('worker_payments_queue', to_jsonb(repeat('語', 2500)))`;
  const payloads = await hearTheLast(db, heard);
  same(payloads.map((p) => p.event_type), ["message_ready"]);
});

Deno.test("pgmq_send_with_notify() announces nothing when the transaction rolls back", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  const failure = new Error("rolled back on purpose");
  await rejects(
    db.sql.begin(async (tx) => {
      await tx`select tasker_v1.pgmq_send_with_notify('worker_payments_queue', '1')`;
      throw failure;
    }),
    failure,
  );
  same(await hearTheLast(db, heard), []);
  same((await db.sql`select m.message from pgmq.q_worker_payments_queue m`).map((m) => m.message), ["last"]);
});

Deno.test("pgmq_send_with_notify() announces no delayed message, and no reader sees it yet", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  await db.sql`select tasker_v1.pgmq_send_with_notify('worker_payments_queue', '1', 60)`;
  same([...await db.sql`select * from pgmq.read('worker_payments_queue', 30, 1)`], []);
  same(await hearTheLast(db, heard), []);
});

Deno.test("pgmq_send_batch_with_notify() sends in order and tells once of all", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  const ids = await db.sql`
    select * from tasker_v1.pgmq_send_batch_with_notify('worker_payments_queue', array['"a"', '"b"']::jsonb[])`;
  same(ids.map((row) => row.pgmq_send_batch_with_notify), ["1", "2"]);
  const payloads = await hearTheLast(db, heard);
  same(payloads.map(({ ready_at: _, ...payload }) => payload), [{
    event_type: "batch_ready",
    msg_ids: [1, 2],
    queue_name: "worker_payments_queue",
    namespace: "payments",
    message_count: 2,
    delay_seconds: 0,
  }]);
  const stored = await db.sql`select m.message from pgmq.q_worker_payments_queue m order by m.msg_id limit 2`;
  same(stored.map((m) => m.message), ["a", "b"]);
});

Deno.test("pgmq_send_batch_with_notify() leaves the ids of a large batch out of the notification", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  await db.sql`
    select tasker_v1.pgmq_send_batch_with_notify('worker_payments_queue', array_fill('1'::jsonb, array[5000]))`;
  const payloads = await hearTheLast(db, heard);
  same(payloads.map((p) => [p.message_count, p.msg_ids, p.msg_ids_omitted]), [[5000, undefined, true]]);
});

Deno.test("pgmq_send_batch_with_notify() announces no delayed messages", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  await db
    .sql`select tasker_v1.pgmq_send_batch_with_notify('worker_payments_queue', array['1']::jsonb[], 60)`;
  same(await hearTheLast(db, heard), []);
});

Deno.test("pgmq_send_batch_with_notify() of no messages sends and tells nothing", async () => {
  await using db = await withPayments();
  const heard = await hear(db, "pgmq_message_ready.payments");
  const ids = await db.sql`
    select * from tasker_v1.pgmq_send_batch_with_notify('worker_payments_queue', array[]::jsonb[])`;
  same([...ids], []);
  same(await hearTheLast(db, heard), []);
});

Deno.test("pgmq_read_specific_message() claims just that message", async () => {
  await using db = await withPayments();
  await db.sql`select pgmq.send('worker_payments_queue', to_jsonb(n)) from generate_series(1, 3) n`;
  const rows = await db.sql`
    select m.msg_id, m.read_ct, m.message, m.vt > now() + interval '50 s' as hidden
      from tasker_v1.pgmq_read_specific_message('worker_payments_queue', 2, 60) m`;
  same([...rows], [{ msg_id: "2", read_ct: 1, message: 2, hidden: true }]);
  const others = await db.sql`select r.msg_id from pgmq.read('worker_payments_queue', 30, 5) r`;
  same(others.map((m) => m.msg_id), ["1", "3"]);
});

const UNREADABLE: ReadonlyArray<readonly [string, string]> = [
  ["claimed", "select pgmq.read('worker_payments_queue', 30, 1)"],
  ["delayed", "select pgmq.set_vt('worker_payments_queue', 1, 30)"],
  ["archived", "select pgmq.archive('worker_payments_queue', 1)"],
  ["deleted", "select pgmq.delete('worker_payments_queue', 1)"],
];

for (const [state, statement] of UNREADABLE) {
  Deno.test(`pgmq_read_specific_message() gives no row when the message is ${state}`, async () => {
    await using db = await withPayments();
    await db.sql`select pgmq.send('worker_payments_queue', '1')`;
    await db.sql.unsafe(statement);
    same(
      [...await db.sql`select * from tasker_v1.pgmq_read_specific_message('worker_payments_queue', 1)`],
      [],
    );
  });
}

Deno.test("pgmq_read_specific_message() gives no row, without waiting, while another session reads it", async () => {
  await using db = await withPayments();
  await db.sql`select pgmq.send('worker_payments_queue', '1')`;
  await db.connect().begin(async (tx) => {
    const first =
      await tx`select m.msg_id from tasker_v1.pgmq_read_specific_message('worker_payments_queue', 1) m`;
    same([...first], [{ msg_id: "1" }]);
    same(
      [...await db.sql`select * from tasker_v1.pgmq_read_specific_message('worker_payments_queue', 1)`],
      [],
    );
  });
});

Deno.test("pgmq_delete_specific_message() deletes and tells whether it was there", async () => {
  await using db = await withPayments();
  await db.sql`select pgmq.send('worker_payments_queue', '1')`;
  const remove = () =>
    db.sql`select tasker_v1.pgmq_delete_specific_message('worker_payments_queue', 1) as gone`;
  same([...await remove(), ...await remove()], [{ gone: true }, { gone: false }]);
  same([...await db.sql`select * from pgmq.q_worker_payments_queue`], []);
});

Deno.test("pgmq_extend_vt_specific_message() hides a message longer and tells whether it was there", async () => {
  await using db = await withPayments();
  await db.sql`select pgmq.send('worker_payments_queue', '1')`;
  await db.sql`select pgmq.read('worker_payments_queue', 1, 1)`;
  const [extended] = await db.sql`
    select tasker_v1.pgmq_extend_vt_specific_message('worker_payments_queue', 1, 600) as present,
           tasker_v1.pgmq_extend_vt_specific_message('worker_payments_queue', 2, 600) as absent`;
  same(extended, { present: true, absent: false });
  const [message] = await db.sql`
    select m.read_ct, m.vt > now() + interval '500 s' as hidden from pgmq.q_worker_payments_queue m`;
  same(message, { read_ct: 1, hidden: true });
});

const CALLS: ReadonlyArray<readonly [string, string]> = [
  ["pgmq_send_with_notify", "'1'"],
  ["pgmq_send_batch_with_notify", "array['1']::jsonb[]"],
  ["pgmq_read_specific_message", "1"],
  ["pgmq_delete_specific_message", "1"],
  ["pgmq_extend_vt_specific_message", "1"],
];

Deno.test("functions of messages raise TK105 for a queue that is not there, TK001 for what is no queue name", async (t) => {
  await using db = await TestDatabase.create();
  for (const [name, argument] of CALLS) {
    await t.step(`${name}() raises TK105`, async () => {
      await rejects(db.sql.unsafe(`select tasker_v1.${name}('absent_queue', ${argument})`), {
        code: "TK105",
        message: /^Cannot .+ queue "absent_queue": no such queue$/,
        hint: "Create it with tasker_v1.ensure_task_queue().",
      });
    });

    await t.step(`${name}() raises TK001`, async () => {
      for (const queue of ["'x-y'", "''", "null", "'q\"; drop table tasker.tasks; --'", "repeat('q', 48)"]) {
        await rejects(db.sql.unsafe(`select tasker_v1.${name}(${queue}, ${argument})`), { code: "TK001" });
      }
    });
  }
});

const OUT_OF_RANGE: readonly string[] = [
  "pgmq_send_with_notify('worker_payments_queue', '1', -1)",
  "pgmq_send_with_notify('worker_payments_queue', '1', null)",
  "pgmq_send_with_notify('worker_payments_queue', null)",
  "pgmq_send_batch_with_notify('worker_payments_queue', null)",
  "pgmq_send_batch_with_notify('worker_payments_queue', array['1', null]::jsonb[])",
  "pgmq_send_batch_with_notify('worker_payments_queue', array['1']::jsonb[], -1)",
  "pgmq_read_specific_message('worker_payments_queue', 1, -1)",
  "pgmq_extend_vt_specific_message('worker_payments_queue', 1, -1)",
];

Deno.test("functions of messages raise TK001 for what is out of range", async (t) => {
  await using db = await withPayments();
  for (const call of OUT_OF_RANGE) {
    await t.step(`${call} raises TK001`, async () => {
      const error = await db.sql.unsafe(`select tasker_v1.${call}`).then(() => undefined, (e: unknown) => e);
      const { code, message, detail, hint } = error as Record<string, string | undefined>;
      same(code, "TK001");
      ok([message, detail, hint].every((text) => text !== undefined && text !== ""));
    });
  }
});

Deno.test("pgmq_send_with_notify() finds a queue whatever the case of its name, as PGMQ does", async () => {
  await using db = await withPayments();
  await db.sql`select tasker_v1.pgmq_send_with_notify('Worker_Payments_Queue', '1')`;
  const [message] = await db.sql`select * from pgmq.pop('worker_payments_queue')`;
  same(message?.message, 1);
});
