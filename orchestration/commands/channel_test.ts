import { assertEquals, assertThrows } from "@std/assert";
import { Channel } from "./channel.ts";

Deno.test("Channel gives items in the order they came", async () => {
  const channel = new Channel<string>(3);
  for (const item of ["a", "b", "c"]) channel.offer(item);
  assertEquals([await channel.take(), await channel.take(), await channel.take()], ["a", "b", "c"]);
});

Deno.test("Channel.offer() refuses what does not fit", async () => {
  const channel = new Channel<string>(1);
  assertEquals([channel.offer("a"), channel.offer("b"), channel.saturation], [true, false, 1]);
  await channel.take();
  assertEquals(channel.offer("b"), true);
});

Deno.test("Channel.put() waits for room", async () => {
  const channel = new Channel<string>(1);
  channel.offer("a");
  const put = channel.put("b");
  assertEquals([await channel.take(), await put, await channel.take()], ["a", true, "b"]);
});

Deno.test("Channel.take() waits for an item", async () => {
  const channel = new Channel<string>(1);
  const taken = channel.take();
  channel.offer("a");
  assertEquals([await taken, channel.size], ["a", 0]);
});

Deno.test("Channel.close() lets nothing in, lets what waits out, and wakes all", async () => {
  const channel = new Channel<string>(1);
  channel.offer("a");
  const put = channel.put("b");
  channel.close();
  assertEquals([await put, channel.offer("c")], [false, false]);
  assertEquals([await channel.take(), await channel.take()], ["a", undefined]);

  const other = new Channel<string>(1);
  const taken = other.take();
  other.close();
  assertEquals(await taken, undefined);
});

Deno.test("Channel needs room for one item at least", () => {
  assertThrows(() => new Channel(0), RangeError);
});
