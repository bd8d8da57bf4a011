import { assertEquals, assertRejects } from "@std/assert";
import { TaskerError } from "../../core/errors.ts";
import { Turns } from "./turns.ts";

Deno.test("Turns lets a few work at once, others wait, and sends the rest away", async () => {
  const turns = new Turns(2, 1, "work");
  const done = Promise.withResolvers<void>();
  let working = 0;
  const work = async () => {
    working += 1;
    await done.promise;
    working -= 1;
  };
  const three = [turns.take(work), turns.take(work), turns.take(work)];
  const { code, message } = await assertRejects(() => turns.take(work), TaskerError);
  assertEquals([code, working], ["TK510", 2]);
  assertEquals(message, "Cannot work: too many others wait for their turn");
  done.resolve();
  await Promise.all(three);
  await assertRejects(() => turns.take(() => Promise.reject(new RangeError())), RangeError);
  assertEquals(await Promise.all([1, 2, 3].map((n) => turns.take(() => Promise.resolve(n)))), [1, 2, 3]);
});
