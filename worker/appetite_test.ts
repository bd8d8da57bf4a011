import { assertEquals } from "@std/assert";
import { Appetite } from "./appetite.ts";

const load = (waiting: number, running: number, unrecorded = 0, expecting = 0) => ({
  waiting,
  running,
  unrecorded,
  expecting,
});

Deno.test("Appetite.room() fills an idle worker up to its buffer", () => {
  assertEquals(new Appetite(10, 20).room(load(0, 0)), 20);
  assertEquals(new Appetite(1, 1).room(load(0, 0)), 1);
});

Deno.test("Appetite.room() waits until a quarter is free, unless a slot is", () => {
  const appetite = new Appetite(10, 20);
  assertEquals(appetite.room(load(9, 10)), 0);
  assertEquals(appetite.room(load(5, 10)), 5);
  assertEquals(appetite.room(load(0, 9)), 11);
  assertEquals(new Appetite(1, 1).room(load(0, 1)), 0);
});

Deno.test("Appetite.room() leaves room for steps that results will bring along", () => {
  const appetite = new Appetite(10, 20);
  assertEquals(appetite.room(load(0, 4, 10, 6)), 10);
  assertEquals(appetite.room(load(0, 9, 20, 20)), 0);
});

Deno.test("Appetite.room() fills a large buffer by several claims", () => {
  const appetite = new Appetite(10, 1000);
  assertEquals(appetite.room(load(0, 0)), 700);
  assertEquals(appetite.room(load(690, 10)), 300);
});

Deno.test("Appetite.room() claims nothing while results pile up", () => {
  assertEquals(new Appetite(10, 20).room(load(0, 0, 101)), 0);
});

Deno.test("Appetite.sample() grows with handlers that end at once and shrinks again", () => {
  const appetite = new Appetite(10, 20);
  appetite.sample(5_000_000);
  assertEquals(appetite.capacity, 2000);
  assertEquals(appetite.surplus(load(2500, 0)), 510);
  appetite.sample(5_000_000);
  assertEquals(appetite.capacity, 20);
  assertEquals(appetite.surplus(load(1000, 10)), 990);
});
