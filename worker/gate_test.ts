import { assertEquals } from "@std/assert";
import { Gate } from "./gate.ts";

Deno.test("Gate.exclusive() waits for shared work, and holds back what comes", async () => {
  const gate = new Gate();
  const log: string[] = [];
  const first = Promise.withResolvers<void>();
  const alone = Promise.withResolvers<void>();
  const work = [
    gate.shared(async () => {
      await first.promise;
      log.push("first");
    }),
    gate.exclusive(async () => {
      log.push("alone");
      await alone.promise;
      log.push("alone ends");
    }),
    gate.shared(() => Promise.resolve(log.push("second"))),
    gate.exclusive(() => Promise.resolve(log.push("alone again"))),
  ];
  assertEquals(log, []);
  first.resolve();
  await work[0];
  alone.resolve();
  await Promise.all(work);
  assertEquals(log.slice(0, 3), ["first", "alone", "alone ends"]);
  assertEquals(log.length, 5);
});

Deno.test("Gate opens again after work that fails", async () => {
  const gate = new Gate();
  await gate.exclusive(() => Promise.reject(new Error("x"))).catch(() => {});
  await gate.shared(() => Promise.reject(new Error("x"))).catch(() => {});
  assertEquals(await gate.exclusive(() => Promise.resolve(1)), 1);
});
