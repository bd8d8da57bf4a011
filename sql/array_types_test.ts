import { assertEquals } from "@std/assert";
import { readArray, writeArray } from "./array_types.ts";

Deno.test("readArray() reads what writeArray() wrote", () => {
  const texts = ["", "plain", 'quo"te', "back\\slash", "comma,{brace}", "NULL", "two\nlines", "ü 🐘"];
  assertEquals(readArray(writeArray(texts), String), texts);
});

Deno.test("readArray() reads bare elements and nulls", () => {
  assertEquals(readArray("{1,NULL,3}", Number), [1, null, 3]);
  assertEquals(readArray("{}", Number), []);
});
