import { assertEquals } from "@std/assert";
import { Loop } from "./loop.ts";

/** A loop whose turns the test waits for, one by one. */
function watched(answers: readonly (number | Error)[], errorWaitMs = 1) {
  let turns = 0;
  let arrive = () => {};
  const loop = new Loop({
    name: "test",
    jitter: 0,
    errorWaitMs,
    turn: () => {
      const answer = answers[turns] ?? Infinity;
      turns += 1;
      arrive();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const reach = async (count: number) => {
    while (turns < count) await new Promise<void>((resolve) => arrive = resolve);
  };
  return { loop, reach, turns: () => turns };
}

Deno.test("Loop turns at once while work remains, then sleeps", async () => {
  const { loop, reach, turns } = watched([0, 0, 0]);
  await loop.start();
  await reach(4);
  await loop.stop();
  assertEquals(turns(), 4);
});

Deno.test("Loop.nudge() wakes it", async () => {
  const { loop, reach, turns } = watched([]);
  await loop.start();
  await reach(1);
  loop.nudge();
  await reach(2);
  await loop.stop();
  assertEquals(turns(), 2);
});

Deno.test("Loop.nudge() during a turn asks for one more, however often it is called", async () => {
  const { promise: hold, resolve: release } = Promise.withResolvers<void>();
  let turns = 0;
  const loop = new Loop({
    name: "test",
    turn: async () => {
      turns += 1;
      await hold;
      return Infinity;
    },
  });
  await loop.start();
  for (let i = 0; i < 5; i++) loop.nudge();
  release();
  await hold;
  await new Promise((resolve) => setTimeout(resolve));
  await loop.stop();
  assertEquals(turns, 2);
});

Deno.test("Loop goes on after an error", async () => {
  const { loop, reach } = watched([new Error("away"), new Error("still away"), 0]);
  await loop.start();
  await reach(4);
  assertEquals(loop.errors, 0);
  await loop.stop();
});

Deno.test("Loop.nudge() does not cut the wait after an error", async () => {
  const { loop, reach, turns } = watched([new Error("away")], 10_000);
  await loop.start();
  await reach(1);
  await new Promise((resolve) => setTimeout(resolve));
  loop.nudge();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(turns(), 1);
  await loop.stop();
});

Deno.test("Loop.stop() waits for the turn that runs, and may come before start()", async () => {
  const { promise: hold, resolve: release } = Promise.withResolvers<number>();
  const loop = new Loop({ name: "test", turn: () => hold });
  await loop.stop();
  await loop.start();
  let isStopped = false;
  const stopping = loop.stop().then(() => isStopped = true);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(isStopped, false);
  release(0);
  await stopping;
});
