import { assert, assertEquals } from "@std/assert";
import { Authentication } from "../../orchestration/access/authentication.ts";
import type { Authenticator } from "../../orchestration/access/authenticator.ts";
import { makePrincipal } from "../../orchestration/access/principal.ts";
import { doorOf } from "../../orchestration/access/access_control.ts";
import { until } from "../_support/waiting.ts";
import { GuardedApi } from "./_api.ts";

/** Takes any badge, once it is told to. */
class Slow implements Authenticator {
  asked = Promise.withResolvers<void>();
  answer = Promise.withResolvers<void>();
  count = 0;

  credentialOf(call: Parameters<Authenticator["credentialOf"]>[0]): string | undefined {
    return call.header("x-badge");
  }

  async verify(badge: string) {
    this.count += 1;
    this.asked.resolve();
    await this.answer.promise;
    const principal = makePrincipal(badge, "custom", [{ permission: "tasks:read", namespaces: "all" }]);
    return { principal, tag: `badge:${badge}`, lifeSeconds: Infinity };
  }
}

Deno.test("what is revoked while it is being checked is not remembered, and opens no stream that lasts", async () => {
  const slow = new Slow();
  await using api = await GuardedApi.create({ authenticators: [slow] });
  const request = new Request("http://tasker.test/v1/events", { headers: { "X-Badge": "ada" } });
  const pending = api.app.fetch(request, { remoteAddr: { hostname: "192.0.2.7" } });
  await slow.asked.promise;
  doorOf(api.access).forget("badge:ada");
  slow.answer.resolve();
  const reader = (await pending).body!.getReader();
  while (!(await reader.read()).done); // it ends by itself
  assertEquals(slow.count, 1);
  await api.ask("GET", "/v1/tasks", undefined, undefined, { "X-Badge": "ada" });
  assertEquals(slow.count, 2);
  await api.ask("GET", "/v1/tasks", undefined, undefined, { "X-Badge": "ada" });
  assertEquals(slow.count, 2);
});

Deno.test("a credential from memory is good for as long as it was when it was asked, less its age", async () => {
  const authentication = new Authentication([{
    credentialOf: () => "badge",
    verify: (badge) =>
      Promise.resolve({ principal: makePrincipal(badge, "custom", []), tag: badge, lifeSeconds: 60 }),
  }], { cacheSeconds: 10, cacheEntries: 10 });
  const call = { method: "GET", path: "/", address: "192.0.2.7", header: () => undefined };
  const life = () => authentication.credentialOf(call)?.known?.lifeSeconds;
  assertEquals(life(), undefined);
  assertEquals((await authentication.credentialOf(call)?.verify())?.lifeSeconds, 60);
  const first = life()!;
  assert(first < 60 && first > 50, `${first} seconds`);
  await until(() => life()! < first);
});

Deno.test("a token that is revoked again for longer is remembered for longer", async () => {
  await using api = await GuardedApi.create();
  const admin = await api.key(["admin"]);
  const revoke = async (days: number) =>
    (await api.ask("POST", "/v1/auth/tokens/stolen/revoke", admin, JSON.stringify({ days }))).body.revoked;
  assertEquals([await revoke(30), await revoke(365), await revoke(1)], [true, false, false]);
  const [row] = await api.db.sql`
    select expires_at > now() + interval '364 days' as kept from tasker.revoked_tokens where token_id = 'stolen'`;
  assertEquals(row!.kept, true);
});
