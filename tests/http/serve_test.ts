import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { serveHttp } from "../../orchestration/http/serve.ts";
import { CERTIFICATE, CERTIFICATE_KEY } from "./_certificate.ts";

const app = { fetch: () => new Response("hello") };

Deno.test("serveHttp() says where it listens, and can be started and stopped twice", async () => {
  const server = serveHttp({ app, bindAddress: "127.0.0.1:0" });
  await server.stop();
  await Promise.all([server.start(), server.start()]);

  assertEquals(await (await fetch(`http://${server.address}/`)).text(), "hello");

  await Promise.all([server.stop(), server.stop()]);
  await server.start();
  assertEquals(await (await fetch(`http://${server.address}/`)).text(), "hello");
  await server.stop();
});

Deno.test("serveHttp() names the address when the port is taken", async () => {
  await using first = serveHttp({ app, bindAddress: "127.0.0.1:0" });
  await first.start();
  await using second = serveHttp({ app, bindAddress: first.address });

  const error = await assertRejects(() => second.start(), Deno.errors.AddrInUse);

  assertStringIncludes(error.message, first.address);
});

Deno.test("serveHttp() lets running requests end before it stops", async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: answer, resolve } = Promise.withResolvers<Response>();
  const slow = {
    fetch: () => {
      ask();
      return answer;
    },
  };
  const server = serveHttp({ app: slow, bindAddress: "127.0.0.1:0" });
  await server.start();
  const request = fetch(`http://${server.address}/`);
  await asked;

  const stopped = server.stop();
  resolve(new Response("late"));

  assertEquals(await (await request).text(), "late");
  await stopped;
});

Deno.test("serveHttp() waits for running requests only so long", async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: answer, resolve } = Promise.withResolvers<Response>();
  const stuck = {
    fetch: () => {
      ask();
      return answer;
    },
  };
  const server = serveHttp({ app: stuck, bindAddress: "127.0.0.1:0", drainMs: 20 });
  await server.start();
  const request = fetch(`http://${server.address}/`);
  await asked;

  await server.stop();

  resolve(new Response("much later"));
  assertEquals(await (await request).text(), "much later");
});

Deno.test("serveHttp() speaks HTTPS with a certificate, and no HTTP then", async () => {
  await using server = serveHttp({
    app,
    bindAddress: "127.0.0.1:0",
    tls: { cert: CERTIFICATE, key: CERTIFICATE_KEY },
  });
  await server.start();
  using client = Deno.createHttpClient({ caCerts: [CERTIFICATE] });

  assertEquals(await (await fetch(server.url, { client })).text(), "hello");
  await assertRejects(() => fetch(`http://${server.address}/`));
  assertStringIncludes(server.url, "https://127.0.0.1:");
});
