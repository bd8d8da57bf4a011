import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect } from "../../sql/connect.ts";
import { startEmbedded } from "../../sql/embedded.ts";
import { SERVERS } from "../_support/servers.ts";
import { until } from "../_support/waiting.ts";

const PG15 = Deno.env.get("TASKER_PG15_BIN") ?? "/usr/lib/postgresql/15/bin";

/** A folder under /tmp that the server's account may enter, removed at the end of the test. */
async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "tasker-embedded-" });
  await Deno.chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function ask(url: string, query: string): Promise<unknown> {
  const sql = connect(url, { max: 1 });
  try {
    const [row] = await sql.unsafe(query).values();
    return row?.[0];
  } finally {
    await sql.end();
  }
}

/** Runs a program that owns a server of this folder, and gives the process once the server is up. */
async function ownerProcess(dataDir: string): Promise<{ child: Deno.ChildProcess; serverPid: number }> {
  const program = `
    import { startEmbedded } from ${JSON.stringify(import.meta.resolve("../../sql/embedded.ts"))};
    const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    await Deno.stdout.write(new TextEncoder().encode(server.pid + "\\n"));
    setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { child, serverPid: Number(new TextDecoder().decode(value)) };
}

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

Deno.test("startEmbedded() serves PostgreSQL 18 in UTF-8 with durable defaults", async () => {
  await using folder = await temporaryFolder();
  await using server = await startEmbedded({ dataDir: `${folder.path}/pg` });
  assertEquals(server.major, 18);
  assertEquals(await ask(server.url, "select current_database()"), "tasker");
  for (const [name, value] of [["server_encoding", "UTF8"], ["fsync", "on"], ["synchronous_commit", "on"]]) {
    assertEquals(await ask(server.url, `show ${name}`), value);
  }
});

Deno.test("startEmbedded() keeps data, port and password across a restart", async () => {
  await using folder = await temporaryFolder();
  const dataDir = `${folder.path}/pg`;
  const first = await startEmbedded({ dataDir });
  await ask(first.url, "create table kept as select 42 as answer");
  await first.stop();
  await using second = await startEmbedded({ dataDir });
  assertEquals(second.url, first.url);
  assertEquals(await ask(second.url, "select answer from kept"), 42);
});

Deno.test("startEmbedded() takes another port when the last one is taken", async () => {
  await using folder = await temporaryFolder();
  const dataDir = `${folder.path}/pg`;
  const first = await startEmbedded({ dataDir });
  await first.stop();
  using _squatter = Deno.listen({ hostname: "127.0.0.1", port: first.port });
  await using second = await startEmbedded({ dataDir });
  assertEquals(second.port === first.port, false);
  assertEquals(await ask(second.url, "select 1"), 1);
});

Deno.test({
  name: "startEmbedded() takes another port when its own is taken while it starts",
  ignore: !SERVERS.includes(15),
  async fn() {
    await using folder = await temporaryFolder();
    const { path } = folder;
    await Deno.mkdir(`${path}/bin`);
    for (const name of ["postgres", "initdb"]) await Deno.symlink(`${PG15}/${name}`, `${path}/bin/${name}`);
    await Deno.chmod(path, 0o777); // the server's account leaves a note there
    await Deno.writeTextFile(
      `${path}/bin/pg_ctl`,
      `#!/bin/sh
if [ "$1" = start ] && mkdir ${path}/starts 2>/dev/null; then
  while [ ! -e ${path}/goes_on ]; do sleep 0.02; done
fi
exec ${PG15}/pg_ctl "$@"
`,
      { mode: 0o755 },
    );
    const starting = startEmbedded({ dataDir: `${path}/pg`, binDir: `${path}/bin` });
    await until(() => Deno.stat(`${path}/starts`).catch(() => undefined), { deadlineMs: 60_000 });
    const port = Number(await Deno.readTextFile(`${path}/pg/port`));
    using _squatter = Deno.listen({ hostname: "127.0.0.1", port });
    await Deno.writeTextFile(`${path}/goes_on`, "");
    await using server = await starting;
    assertEquals(server.port === port, false);
    assertEquals(await ask(server.url, "select 1"), 1);
  },
});

Deno.test("startEmbedded() refuses a folder that another owner holds, and names it", async () => {
  await using folder = await temporaryFolder();
  const dataDir = `${folder.path}/pg`;
  await using server = await startEmbedded({ dataDir });
  const error = await assertRejects(() => startEmbedded({ dataDir }), Error);
  assertEquals(
    error.message,
    `Cannot start PostgreSQL: data folder "${server.dataDir}" is in use by process ${Deno.pid}`,
  );
});

Deno.test("startEmbedded() refuses connections without the password", async () => {
  await using folder = await temporaryFolder();
  await using server = await startEmbedded({ dataDir: `${folder.path}/pg` });
  const url = new URL(server.url);
  url.password = "guess";
  await assertRejects(() => ask(url.href, "select 1"), Error, "password authentication failed");
});

Deno.test("stop() may be called twice and at once", async () => {
  await using folder = await temporaryFolder();
  const server = await startEmbedded({ dataDir: `${folder.path}/pg` });
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  await until(() => !isAlive(server.pid), { what: "the server to end" });
});

Deno.test("a server stops when its owner is killed", async () => {
  await using folder = await temporaryFolder();
  const { child, serverPid } = await ownerProcess(`${folder.path}/pg`);
  child.kill("SIGKILL");
  await child.status;
  await until(() => !isAlive(serverPid), { what: "the server to end" });
});

Deno.test("startEmbedded() clears what a killed owner left, and no committed row is lost", async () => {
  await using folder = await temporaryFolder();
  const dataDir = `${folder.path}/pg`;
  const { child, serverPid } = await ownerProcess(dataDir);
  const [port, password] = await Promise.all(
    ["port", "password"].map((name) => Deno.readTextFile(`${dataDir}/${name}`)),
  );
  await ask(
    `postgres://postgres:${password!.trim()}@127.0.0.1:${port!.trim()}/tasker`,
    "create table kept as select 1 as a",
  );
  Deno.kill(serverPid, "SIGSTOP"); // frozen, it cannot heed the end of its owner
  child.kill("SIGKILL");
  await child.status;
  const resumed = startEmbedded({ dataDir });
  Deno.kill(serverPid, "SIGCONT");
  await using server = await resumed;
  assertEquals(await ask(server.url, "select a from kept"), 1);
});

Deno.test("startEmbedded() is not misled by a pid file whose number another program has", async () => {
  await using folder = await temporaryFolder();
  const dataDir = `${folder.path}/pg`;
  const first = await startEmbedded({ dataDir });
  await first.stop();
  await Deno.writeTextFile(`${dataDir}/18/postmaster.pid`, `${Deno.pid}\n${dataDir}/18\n`);
  await using second = await startEmbedded({ dataDir });
  assertEquals(await ask(second.url, "select 1"), 1);
});

Deno.test("startEmbedded() tells what the server wrote when it does not come up", async () => {
  await using folder = await temporaryFolder();
  const error = await assertRejects(
    () => startEmbedded({ dataDir: `${folder.path}/pg`, settings: { shared_buffers: "many" } }),
    Error,
  );
  assertMatch(error.message, /invalid value for parameter "shared_buffers": "many"/);
});

Deno.test({
  name: "startEmbedded() refuses a folder whose data is of another major release",
  ignore: !SERVERS.includes(15),
  async fn() {
    await using folder = await temporaryFolder();
    const dataDir = `${folder.path}/pg`;
    const old = await startEmbedded({ dataDir, binDir: PG15 });
    await old.stop();
    await assertRejects(() => startEmbedded({ dataDir }), Error, "holds data of release 15");
  },
});

Deno.test({
  name: "startEmbedded() serves a folder inside root's closed home",
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
  async fn() {
    const closed = await Deno.makeTempDir({ prefix: "tasker-closed-" }); // mode 0700
    const dataDir = `${closed}/.tasker/postgres`;
    const server = await startEmbedded({ dataDir });
    try {
      assertEquals(await ask(server.url, "select 1"), 1);
      assertEquals(await Deno.realPath(dataDir), server.dataDir);
    } finally {
      await server.stop();
      await Deno.remove(server.dataDir, { recursive: true });
      await Deno.remove(closed, { recursive: true });
    }
  },
});
