import { assertEquals } from "@std/assert";
import { keyLines } from "./_key_lines.ts";

Deno.test("keyLines() finds tables and keys", () => {
  const { lines } = keyLines("# c\n[a]\nx = 1\n[a.b] # d\n  y = 2\nc.z = 3\n");
  assertEquals([...lines], [["a", 2], ["a.x", 3], ["a.b", 4], ["a.b.y", 5], ["a.b.c.z", 6]]);
});

Deno.test("keyLines() tells keys that are written twice", () => {
  assertEquals([...keyLines("[a]\nx = 1\nx = 2\n").repeated], [["a.x", 3]]);
});

Deno.test("keyLines() passes over multi-line strings", () => {
  const { lines, repeated } = keyLines('[a]\nx = """\ny = 1\nx = 2\n"""\nz = 3\n');
  assertEquals([...lines.keys()], ["a", "a.x", "a.z"]);
  assertEquals(repeated.size, 0);
});
