import { assertEquals, assertRejects } from "@std/assert";
import { orderViews } from "../../sql/_order_views.ts";
import { readSqlFiles, SQL_ROOT } from "../../sql/sql_files.ts";

/** Serves a folder the way a registry does: files, no listings. */
function registry(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname.replace("/pkg/sql/", "");
    const text = await Deno.readTextFile(new URL(path, SQL_ROOT)).catch(() => undefined);
    return text === undefined ? new Response("no such file", { status: 404 }) : new Response(text);
  });
}

Deno.test("readSqlFiles() over HTTP gives what it gives from the disk", async () => {
  await using server = registry();
  const remote = await readSqlFiles(new URL(`http://127.0.0.1:${server.addr.port}/pkg/sql/`));
  assertEquals(remote, await readSqlFiles());
});

Deno.test("readSqlFiles() names the address that it could not read", async () => {
  await using server = registry();
  const root = new URL(`http://127.0.0.1:${server.addr.port}/elsewhere/`);
  await assertRejects(() => readSqlFiles(root), Error, `Cannot read "${root}manifest.json": HTTP status 404`);
});

Deno.test("readSqlFiles() gives schema files by number and other groups by path", async () => {
  const { schema, pgmq, functions } = await readSqlFiles();
  for (const group of [schema, pgmq, functions]) {
    const paths = group.map(({ path }) => path);
    assertEquals(paths, paths.toSorted());
  }
});

Deno.test("orderViews() puts a view after those it reads", () => {
  const view = (name: string, reads: string) => ({
    path: `sql/views/${name}.sql`,
    text: `-- not tasker.z\ncreate or replace view tasker.${name} as select * from tasker.${reads};`,
  });
  const ordered = orderViews([view("a", "m"), view("b", "tasks"), view("m", "z"), view("z", "tasks")]);
  assertEquals(ordered.map(({ path }) => path.slice(10, -4)), ["z", "m", "a", "b"]);
});
