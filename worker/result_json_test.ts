import { assertEquals } from "@std/assert";
import { resultJson } from "./result_json.ts";

Deno.test("resultJson() writes what JSON can hold, falsy values included", () => {
  for (const value of [0, "", false, null, [], {}, "\\u0000", "\u0001 \ud83d\ude00"]) {
    assertEquals(JSON.parse(resultJson(value) as string), value);
  }
  assertEquals(resultJson(undefined), "null");
});

Deno.test("resultJson() names the path of what PostgreSQL cannot store", () => {
  const failure = resultJson({ a: [{ b: "x\0" }] });
  assertEquals(typeof failure === "string" ? failure : [failure.errorType, failure.retryable], [
    "unstorable_result",
    false,
  ]);
  assertEquals(typeof failure !== "string" && failure.message.includes("result.a[0].b"), true);
});

Deno.test("resultJson() refuses what is no JSON", () => {
  for (const value of [1n, () => 1, Symbol("s")]) {
    const failure = resultJson(value);
    assertEquals(typeof failure === "string" ? failure : failure.errorType, "unserialisable_result");
  }
});
