import { assertEquals } from "@std/assert";
import type { StepContext } from "../core/step_context.ts";
import { claimOf } from "../tests/worker/_claims.ts";
import { type Handler, HandlerRegistry } from "./registry.ts";
import { StepRunner } from "./step_runner.ts";

function runnerOf(slots: number, handler: Handler): { runner: StepRunner; results: string[] } {
  const registry = new HandlerRegistry();
  registry.add("shop.order.one", handler);
  const results: string[] = [];
  const runner = new StepRunner({
    slots,
    registry,
    onResult: ({ text }) => results.push(text),
    onUnknown: () => {},
    onFinished: () => {},
    signals: {},
  });
  return { runner, results };
}

const claims = (count: number) => Array.from({ length: count }, (_, n) => claimOf(n));

Deno.test("StepRunner runs at most as many handlers at once as there are slots", async () => {
  let running = 0;
  let most = 0;
  const { runner, results } = runnerOf(3, async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running -= 1;
  });
  runner.push(claims(10));
  assertEquals([runner.running, runner.waiting], [3, 7]);
  while (results.length < 10) await new Promise<void>((resolve) => setImmediate(resolve)); // the runner gives turns too
  assertEquals([most, runner.running, runner.waiting], [3, 0, 0]);
  runner.stop();
});

Deno.test("StepRunner lets others have a turn between slow synchronous handlers", async () => {
  let turns = 0;
  const { runner, results } = runnerOf(1, () => {
    const until = performance.now() + 3;
    while (performance.now() < until);
  });
  setImmediate(() => turns = results.length);
  runner.push(claims(20));
  await new Promise<void>((resolve) => setImmediate(resolve));
  assertEquals(turns > 0 && turns < 20, true);
  while (results.length < 20) await new Promise<void>((resolve) => setImmediate(resolve));
});

Deno.test("StepRunner drops the result of an attempt that was given up", async () => {
  const finish = Promise.withResolvers<void>();
  let signal: AbortSignal | undefined;
  const { runner, results } = runnerOf(1, async (context: StepContext) => {
    signal = context.signal;
    await finish.promise;
  });
  runner.push(claims(1));
  runner.abort(claimOf(0).stepUuid, "cancelled");
  finish.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve)); // by now it has ended
  assertEquals([results, signal?.aborted, runner.running], [[], true, 0]);
  runner.stop();
});

Deno.test("StepRunner survives a context that is a copy, and a thenable that is no promise", async () => {
  const { runner, results } = runnerOf(1, (context: StepContext) => {
    const copy = { ...context };
    return { then: (resolve: (value: unknown) => void) => resolve(copy.input) };
  });
  runner.push(claims(1));
  while (results.length < 1) await Promise.resolve();
  assertEquals(JSON.parse(results[0] ?? ""), { n: 0 });
  runner.stop();
});
