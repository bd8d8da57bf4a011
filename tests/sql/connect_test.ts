import { assert, assertEquals, assertRejects } from "@std/assert";
import { Breaker } from "../../core/breaker.ts";
import { isOutage } from "../../core/driver_errors.ts";
import { TaskerError } from "../../core/errors.ts";
import { connect } from "../../sql/connect.ts";
import { TestDatabase } from "../_support/database.ts";
import { FaultyProxy } from "../_support/faulty_proxy.ts";
import { freePort } from "../_support/ports.ts";
import { backendPid, until } from "../_support/waiting.ts";

const QUICK = { statementTimeoutMs: 300, connectTimeoutSeconds: 0.2 } as const;

/** Asks until there is a connection: to make one may take longer on a busy machine than these tests allow for. */
async function connected<T>(ask: () => Promise<T>): Promise<T> {
  return await until(() =>
    ask().catch((error) => {
      if (isOutage(error)) return undefined;
      throw error;
    })
  );
}

Deno.test("connect() sends statements, transactions and fragments as the driver does", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const sql = connect(db.url, { max: 2 });
  await sql`create table t (id int primary key, body jsonb)`;
  await sql`insert into ${sql("t")} ${sql([{ id: 1 }, { id: 2 }])}`;
  await sql`update t set body = ${sql.json({ a: 1 })} where ${sql`id = ${1}`}`;
  const sum = await sql.begin(async (tx) => {
    await tx`insert into t (id) values (3)`;
    const [row] = await tx.unsafe("select sum(id)::int as sum from t where id > $1", [1]);
    return row?.sum;
  });
  assertEquals(sum, 5);
  await assertRejects(() =>
    sql.begin(async (tx) => {
      await tx`insert into t (id) values (4)`;
      await tx`insert into t (id) values (1)`;
    })
  );
  assertEquals((await sql`select id, body from t order by id`).map((row) => ({ ...row })), [
    { id: 1, body: { a: 1 } },
    { id: 2, body: null },
    { id: 3, body: null },
  ]);
  await sql.end();
});

Deno.test("connect() drops a connection that does not answer, and goes on with another", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await using proxy = new FaultyProxy(db.url);
  const sql = connect(proxy.url, { max: 1, ...QUICK });
  const pid = await connected(() => backendPid(sql));
  proxy.silence();
  const error = await assertRejects(() => sql`select 1`.execute());
  assert(isOutage(error), String(error));
  assert(await connected(() => backendPid(sql)) !== pid);
  await sql.end({ timeout: 1 });
});

Deno.test("connect() takes a server that hangs up on everybody for one that is away, and ends at once", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of server) connection.close(); // as a load balancer does that has no server left
  })();
  const sql = connect(`postgres://postgres@127.0.0.1:${server.addr.port}/x`, QUICK);
  const error = await assertRejects(() => sql`select 1`.execute());
  assert(isOutage(error), String(error));
  const startedMs = performance.now();
  await sql.end({ timeout: 0 });
  assert(performance.now() - startedMs < 4_000, "it waits for statements that nobody answers");
  server.close();
  await serving;
});

Deno.test("connect() gives up a transaction whose connection falls silent, at its begin, within and at its end", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  await using proxy = new FaultyProxy(db.url);
  const sql = connect(proxy.url, { max: 1, ...QUICK });
  for (const place of ["begin", "statement", "commit"]) {
    await connected(() => backendPid(sql));
    if (place === "begin") proxy.silence();
    const error = await assertRejects(() =>
      sql.begin(async (tx) => {
        if (place === "statement") proxy.silence();
        await tx`select 1`;
        if (place === "commit") proxy.silence();
      })
    );
    assert(isOutage(error), `${place}: ${error}`);
  }
  await connected(() => backendPid(sql));
  await sql.end({ timeout: 1 });
});

Deno.test("connect() lets the server end what takes too long, and roll back what stands still", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const sql = connect(db.url, { max: 2, statementTimeoutMs: 100 });
  const error = await assertRejects(() => sql`select pg_sleep(60)`.execute());
  assertEquals((error as { code?: string }).code, "57014");
  const [session] = await sql`
    select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('tcp_keepalives_idle') as alive`;
  assertEquals({ ...session }, { idle: "100ms", alive: "15" });
  await sql.end();
});

Deno.test("connect() says that no connection came free, which says nothing against the database", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  const breaker = new Breaker({
    name: "test",
    policy: { failureThreshold: 1, openMs: 60_000, successThreshold: 1, probeLimit: 1 },
    isFailure: isOutage,
  });
  const sql = connect(db.url, { max: 1, statementTimeoutMs: 400, connectTimeoutSeconds: 1, breaker });
  let isHeld = true;
  await sql`select 1`;
  const holding = sql.begin(async (tx) => {
    while (isHeld) await tx`select pg_sleep(0.05)`; // a transaction that stands still would be ended
  });
  const error = await assertRejects(() => sql`select 1`.execute(), TaskerError);
  assertEquals([error.code, breaker.state], ["TK510", "closed"]);
  isHeld = false;
  await holding;
  await sql.end();
});

Deno.test("connect() with a breaker refuses statements at once while the database is away, and tries again later", async () => {
  await using db = await TestDatabase.create({ migrated: false });
  let nowMs = 0;
  const policy = { failureThreshold: 3, openMs: 1000, successThreshold: 1, probeLimit: 1 };
  const breaker = new Breaker({ name: "test", policy, isFailure: isOutage, now: () => nowMs });
  const away = connect(`postgres://postgres@127.0.0.1:${freePort()}/x`, { max: 3, breaker });
  for (let i = 0; i < 3; i += 1) await assertRejects(() => away`select 1`.execute());
  const refusal = await assertRejects(() => away`select 1`.execute(), TaskerError);
  assertEquals([refusal.code, refusal.retryAfterSeconds], ["TK511", 1]);
  await assertRejects(() => away.begin((tx) => tx`select 1`), TaskerError);
  await away.end();

  const back = connect(db.url, { max: 1, breaker });
  nowMs = 1000;
  await back`select 1`;
  assertEquals(breaker.state, "closed");
  await assertRejects(() => back`select no_such_column`.execute());
  await assertRejects(() => back`select 1/0`.execute());
  await assertRejects(() => back`select 1/0`.execute());
  assertEquals(breaker.state, "closed");
  await back.end();
  await until(async () =>
    (await db.sql`select from pg_stat_activity a
                   where a.application_name = 'tasker' and a.datname = current_database()`).length === 0
  );
});
