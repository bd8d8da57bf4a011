import { assertEquals } from "@std/assert";
import { nearestName } from "./nearest_name.ts";

Deno.test("nearestName() finds a name with a missing, wrong, swapped or added letter", () => {
  const names = ["create", "cancel", "watch"];
  for (const typo of ["crate", "creote", "craete", "creates", "CREATE"]) {
    assertEquals(nearestName(typo, names), "create");
  }
});

Deno.test("nearestName() finds nothing when too much differs", () => {
  assertEquals(nearestName("explode", ["create", "cancel"]), undefined);
  assertEquals(nearestName("x", []), undefined);
  assertEquals(nearestName("x", ["a"]), undefined);
});
