import { assert, assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { Breaker } from "./breaker.ts";
import { admit, type Circuit, type CircuitPolicy, CLOSED, settle, type Ticket } from "./circuit.ts";
import { TaskerError } from "./errors.ts";
import { METRICS } from "./telemetry/metrics.ts";

const POLICY: CircuitPolicy = { failureThreshold: 3, openMs: 100, successThreshold: 2, probeLimit: 2 };

const policies: fc.Arbitrary<CircuitPolicy> = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 5 }),
  openMs: fc.integer({ min: 10, max: 100 }),
  successThreshold: fc.integer({ min: 1, max: 4 }),
  probeLimit: fc.integer({ min: 1, max: 3 }),
});
/** Time passes, a call is asked for, or one that is under way comes back. */
const events = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 60 }) }),
    fc.record({ kind: fc.constant("call" as const) }),
    fc.record({ kind: fc.constant("return" as const), which: fc.nat(9), isFailure: fc.boolean() }),
  ),
  { maxLength: 200 },
);

Deno.test("a circuit opens after its failures in a row, refuses for its time, and never lets more probes through than allowed", () => {
  fc.assert(fc.property(policies, events, (policy, history) => {
    let circuit: Circuit = CLOSED;
    let nowMs = 0;
    let inRow = 0;
    let openedAtMs = -Infinity;
    const under: Ticket[] = [];
    for (const event of history) {
      const before = circuit;
      if (event.kind === "wait") nowMs += event.ms;
      if (event.kind === "call") {
        const admission = admit(circuit, policy, nowMs);
        circuit = admission.circuit;
        if (admission.ticket !== undefined) under.push(admission.ticket);
        if (before.state === "closed") assert(admission.ticket !== undefined);
        if (nowMs - openedAtMs < policy.openMs && before.state === "open") {
          assertEquals(admission.ticket, undefined);
          assertEquals(admission.retryAfterMs, openedAtMs + policy.openMs - nowMs);
        }
        if (admission.ticket === undefined) assert(admission.retryAfterMs > 0);
      }
      if (event.kind === "return" && under.length > 0) {
        const [ticket] = under.splice(event.which % under.length, 1);
        circuit = settle(circuit, policy, ticket!, event.isFailure, nowMs);
        if (ticket!.era === before.era && before.state === "closed") {
          inRow = event.isFailure ? inRow + 1 : 0;
          assertEquals(circuit.state, inRow >= policy.failureThreshold ? "open" : "closed");
        }
        if (ticket!.era !== before.era) assertEquals(circuit, before);
      }
      if (circuit.era > before.era) {
        assertEquals(circuit.era, before.era + 1);
        openedAtMs = nowMs;
        inRow = 0;
      }
      const fresh = under.filter((t) => t.isProbe && t.era === circuit.era && nowMs - t.atMs < policy.openMs);
      if (circuit.state === "half_open") assert(fresh.length <= policy.probeLimit);
    }
  }));
});

Deno.test("a circuit closes again, whatever happened before, once whoever is called answers", () => {
  fc.assert(fc.property(policies, events, (policy, history) => {
    let circuit: Circuit = CLOSED;
    let nowMs = 0;
    const under: Ticket[] = [];
    for (const event of history) {
      if (event.kind === "wait") nowMs += event.ms;
      else if (event.kind === "call") {
        const admission = admit(circuit, policy, nowMs);
        circuit = admission.circuit;
        if (admission.ticket !== undefined) under.push(admission.ticket);
      } else if (under.length > 0) {
        const [ticket] = under.splice(event.which % under.length, 1);
        circuit = settle(circuit, policy, ticket!, event.isFailure, nowMs);
      }
    }
    nowMs += policy.openMs; // the probes that never came back are given up
    for (let i = 0; i < policy.successThreshold; i += 1) {
      const { circuit: next, ticket } = admit(circuit, policy, nowMs);
      assert(ticket !== undefined);
      circuit = settle(next, policy, ticket!, false, nowMs);
    }
    assertEquals(circuit.state, "closed");
  }));
});

Deno.test("a success of a call from before the opening does not close a circuit", () => {
  const early = admit(CLOSED, POLICY, 0).ticket!;
  let circuit: Circuit = CLOSED;
  for (let i = 0; i < 3; i += 1) {
    const { ticket } = admit(circuit, POLICY, 0);
    circuit = settle(circuit, POLICY, ticket!, true, 0);
  }
  assertEquals(circuit.state, "open");
  const halfOpen = admit(circuit, POLICY, 100).circuit;
  assertEquals(settle(halfOpen, POLICY, early, false, 100), halfOpen);
});

Deno.test("Breaker refuses calls while it is open, and says for how long", async () => {
  let nowMs = 0;
  const breaker = new Breaker({
    name: "counted",
    policy: { ...POLICY, openMs: 2500 },
    isFailure: (error) => error instanceof RangeError,
    now: () => nowMs,
  });
  const fail = (error: Error) => breaker.run(() => Promise.reject(error)).catch((thrown) => thrown);
  for (let i = 0; i < 5; i += 1) await fail(new TypeError("the call's own fault"));
  assertEquals([breaker.state, breaker.waitMs], ["closed", 0]);
  for (let i = 0; i < 3; i += 1) await fail(new RangeError("away"));
  nowMs = 1000;
  const refusal = await breaker.run(() => Promise.resolve(1)).catch((error) => error);
  assert(refusal instanceof TaskerError);
  assertEquals([refusal.code, refusal.status, refusal.retryAfterSeconds], ["TK511", 503, 2]);
  assertEquals(breaker.waitMs, 1500);

  nowMs = 2500;
  assertEquals(await breaker.run(() => Promise.resolve(1)), 1);
  assertEquals(breaker.state, "half_open");
  assertEquals(await breaker.run(() => Promise.resolve(2)), 2);
  assertEquals(breaker.state, "closed");
  assertEquals(breaker.counters, { calls: 10, successes: 7, failures: 3, rejections: 1, openings: 1 });
  const reached = (["open", "half_open", "closed"] as const).map((state) =>
    METRICS.circuitTransitions.of("counted", state).value
  );
  assertEquals([...reached, METRICS.circuitRejections.of("counted").value], [1, 1, 1, 1]);
});

Deno.test("Breaker lets no more probes through than allowed", () => {
  let nowMs = 0;
  const breaker = new Breaker({ name: "web", policy: POLICY, now: () => nowMs });
  for (let i = 0; i < 3; i += 1) breaker.leave(breaker.enter(), new Error("away"));
  nowMs = 100;
  const probes = [breaker.enter(), breaker.enter()];
  assertThrows(() => breaker.enter(), TaskerError);
  breaker.leave(probes[0]!, new Error("still away"));
  assertEquals(breaker.state, "open");
});
