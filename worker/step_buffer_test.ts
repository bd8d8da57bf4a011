import { assertEquals } from "@std/assert";
import { claimOf } from "../tests/worker/_claims.ts";
import { StepBuffer } from "./step_buffer.ts";

const claims = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => claimOf(from + i));

Deno.test("StepBuffer gives steps in the order they came, however many", () => {
  const buffer = new StepBuffer();
  buffer.push(claims(0, 3000));
  const taken: number[] = [];
  for (let i = 0; i < 2500; i += 1) taken.push(JSON.parse(buffer.shift()?.context ?? "").n);
  buffer.push(claims(3000, 3001));
  for (let claim = buffer.shift(); claim !== undefined; claim = buffer.shift()) {
    taken.push(JSON.parse(claim.context).n);
  }
  assertEquals(taken, Array.from({ length: 3001 }, (_, i) => i));
  assertEquals([buffer.size, buffer.shift()], [0, undefined]);
});

Deno.test("StepBuffer.takeBack() takes the last ones", () => {
  const buffer = new StepBuffer();
  buffer.push(claims(0, 4));
  buffer.shift();
  assertEquals(buffer.takeBack(2), claims(2, 4));
  assertEquals(buffer.takeBack(0), []);
  assertEquals(buffer.takeBack(9), claims(1, 2));
  assertEquals(buffer.size, 0);
});

Deno.test("StepBuffer.remove() takes out a step that waits, and no other", () => {
  const buffer = new StepBuffer();
  buffer.push(claims(0, 3));
  buffer.shift();
  assertEquals(buffer.remove(claimOf(0).stepUuid), false);
  assertEquals(buffer.remove(claimOf(1).stepUuid), true);
  assertEquals(buffer.stepUuids(), [claimOf(2).stepUuid]);
});
