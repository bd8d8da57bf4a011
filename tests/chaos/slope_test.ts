import { assertAlmostEquals, assertEquals } from "@std/assert";
import { slopeOf } from "./_slope.ts";

Deno.test("slopeOf() tells the growth of a line, whatever its noise", () => {
  assertAlmostEquals(slopeOf([[0, 1], [1, 3], [2, 5]]), 2);
  assertAlmostEquals(slopeOf([[0, 11], [1, 9], [2, 11], [3, 9], [4, 11], [5, 9], [6, 11]]), 0);
  assertEquals(slopeOf([[0, 1]]), 0);
});
