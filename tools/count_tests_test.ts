import { assertEquals } from "@std/assert";
import { errorsIn, summarise } from "./count_tests.ts";

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

Deno.test("errorsIn() finds what went wrong, and nothing where nothing did", () => {
  const output =
    "a ... FAILED (1ms)\n\n\x1b[41m ERRORS \x1b[0m\n\na => ./a_test.ts:1:6\nerror: Error: no\n\n" +
    "\x1b[41m FAILURES \x1b[0m\n\na => ./a_test.ts:1:6\n\nFAILED | 0 passed | 1 failed (3ms)\n";
  assertEquals(errorsIn(output), "a => ./a_test.ts:1:6\nerror: Error: no");
  assertEquals(errorsIn("ok | 1 passed | 0 failed (3ms)\n"), "");
});
