import { assertEquals, assertRejects } from "@std/assert";
import { type SecretRequest, TaskerClient, TaskerError } from "../../client/mod.ts";
import { GuardedApi, token } from "../access/_api.ts";
import { Gateway } from "./_gateway.ts";

Deno.test("TaskerClient shows who it is", async (t) => {
  await using api = await GuardedApi.create();
  await using gateway = new Gateway(api.app);
  const url = gateway.url;
  const refused = async (client: TaskerClient) =>
    (await assertRejects(() => client.templates.list(), TaskerError)).code;

  await t.step("by an API key", async () => {
    const client = new TaskerClient({ url, apiKey: await api.key(["viewer"]) });
    assertEquals(await client.templates.list(), []);
    assertEquals(await refused(new TaskerClient({ url })), "TK601");
    assertEquals(await refused(new TaskerClient({ url, apiKey: "tk_wrong" })), "TK601");
  });

  await t.step("by a token, and says when it may not", async () => {
    const scope = { permissions: ["templates:read"] };
    assertEquals(await new TaskerClient({ url, token: await token(scope) }).templates.list(), []);
    const other = new TaskerClient({ url, token: await token({ permissions: ["tasks:read"] }) });
    assertEquals(await refused(other), "TK602");
  });

  await t.step("by a function, asked once more when the API refuses what it gave", async () => {
    const asked: boolean[] = [];
    const expired = await token({ permissions: ["templates:read"], exp: 1 });
    const fresh = await token({ permissions: ["templates:read"] });
    const client = new TaskerClient({
      url,
      token: ({ isRefused }: SecretRequest) => (asked.push(isRefused), isRefused ? fresh : expired),
    });
    gateway.taken();
    assertEquals(await client.templates.list(), []);
    assertEquals([asked, gateway.taken().length], [[false, true], 2]);

    const hopeless = new TaskerClient({ url, token: () => expired });
    assertEquals([await refused(hopeless), gateway.taken().length], ["TK601", 2]);
  });

  await t.step("and says what it cannot send, without trying or telling it", async () => {
    for (const secret of ["tk_\n1", "tk_…"]) {
      gateway.taken();
      const client = new TaskerClient({ url, apiKey: secret });
      const error = await assertRejects(
        () => client.templates.list(),
        RangeError,
        "Cannot send the secret as x-api-key",
      );
      assertEquals([error.message.includes("tk_"), gateway.taken().length], [false, 0]);
    }
  });

  await t.step("and hands on what such a function throws", async () => {
    const client = new TaskerClient({ url, token: () => Promise.reject(new Error("vault is sealed")) });
    await assertRejects(() => client.templates.list(), Error, "vault is sealed");
  });
});
