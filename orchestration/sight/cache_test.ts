import { assertEquals, assertRejects } from "@std/assert";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { Cache } from "./cache.ts";

function counted(answer: (key: string) => Promise<string>) {
  const asked: string[] = [];
  return { asked, of: (key: string) => () => (asked.push(key), answer(key)) };
}

Deno.test("Cache asks once for many who ask at once, and again after clear()", async () => {
  const cache = new Cache<string>({ name: "test", maxEntries: 2, ttlMs: 60_000 });
  const source = counted((key) => Promise.resolve(key.toUpperCase()));
  const hits = METRICS.cacheHits.of("test").value;

  assertEquals(await Promise.all([cache.get("a", source.of("a")), cache.get("a", source.of("a"))]), [
    "A",
    "A",
  ]);
  cache.clear();
  await cache.get("a", source.of("a"));

  assertEquals(source.asked, ["a", "a"]);
  assertEquals(METRICS.cacheHits.of("test").value, hits + 1);
});

Deno.test("Cache drops what was not asked for the longest", async () => {
  const cache = new Cache<string>({ name: "test", maxEntries: 2, ttlMs: 60_000 });
  const source = counted((key) => Promise.resolve(key));
  for (const key of ["a", "b", "a", "c", "a", "b"]) await cache.get(key, source.of(key));

  assertEquals([source.asked, cache.size], [["a", "b", "c", "b"], 2]);
});

Deno.test("Cache keeps no failure", async () => {
  const cache = new Cache<string>({ name: "test", maxEntries: 2, ttlMs: 60_000 });
  await assertRejects(() => cache.get("a", () => Promise.reject(new Error("away"))), Error, "away");

  assertEquals(await cache.get("a", () => Promise.resolve("back")), "back");
});

Deno.test("Cache keeps nothing with a life of 0", async () => {
  const cache = new Cache<string>({ name: "test", maxEntries: 2, ttlMs: 0 });
  const source = counted((key) => Promise.resolve(key));
  for (const key of ["a", "a"]) await cache.get(key, source.of(key));

  assertEquals(source.asked, ["a", "a"]);
});
