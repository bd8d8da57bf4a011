import { assertEquals } from "@std/assert";
import { PaymentGateway } from "./payments.ts";

function pay(gateway: PaymentGateway, key: string, card: string): Promise<Response> {
  return Promise.resolve(gateway.app.request("/payments", {
    method: "POST",
    headers: { "Idempotency-Key": key },
    body: JSON.stringify({ card, amount_cents: 100 }),
  }));
}

Deno.test("PaymentGateway captures once for a key", async () => {
  const gateway = new PaymentGateway();
  const answers = [await pay(gateway, "a", "tok_visa"), await pay(gateway, "a", "tok_visa")];
  assertEquals(answers.map(({ status }) => status), [201, 201]);
  assertEquals(gateway.capturedCents, 100);
});

Deno.test("PaymentGateway says when to try a flaky card again", async () => {
  const gateway = new PaymentGateway({ retryAfterSeconds: 7 });
  const first = await pay(gateway, "a", "tok_flaky");
  assertEquals([first.status, first.headers.get("Retry-After")], [503, "7"]);
  assertEquals((await pay(gateway, "a", "tok_flaky")).status, 201);
});

Deno.test("PaymentGateway never captures under a key that was given back", async () => {
  const gateway = new PaymentGateway();
  await pay(gateway, "before", "tok_visa");
  for (const key of ["before", "never"]) await gateway.app.request(`/payments/${key}`, { method: "DELETE" });
  assertEquals((await pay(gateway, "before", "tok_visa")).status, 409);
  assertEquals((await pay(gateway, "never", "tok_visa")).status, 409);
  assertEquals([gateway.capturedCents, gateway.refundedCents], [0, 100]);
});
