import { assertEquals } from "@std/assert";
import { summarise } from "./count_tests.ts";

Deno.test("summarise() reads the line deno test ends with", () => {
  assertEquals(summarise("ok | 12 passed (3 steps) | 0 failed | 1 ignored (4s)\n"), {
    passed: 12,
    failed: 0,
  });
});

Deno.test("summarise() sees through colours", () => {
  const output = "\x1b[31mFAILED\x1b[0m | 1 passed | 2 failed \x1b[38;5;245m(3ms)\x1b[0m\n";
  assertEquals(summarise(output), { passed: 1, failed: 2 });
});

Deno.test("summarise() tells a failure when no test could run", () => {
  assertEquals(summarise("error: Module not found\n"), { passed: 0, failed: 1 });
});
