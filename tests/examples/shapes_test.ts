import { assertEquals } from "@std/assert";
import { SHAPES } from "../../examples/shapes/mod.ts";
import { TestDatabase } from "../_support/database.ts";
import { runTask } from "./_run.ts";

for (const { task, lastStep, expected } of SHAPES) {
  for (const n of [0, 2, -6, 1_000]) {
    Deno.test(`${task.name} gives the power of ${n} that it should`, async () => {
      await using db = await TestDatabase.create();
      const { namespace, name } = task;
      const { status, results } = await runTask(db, { tasks: [task] }, {
        namespace,
        name,
        context: { even_number: n },
      });
      assertEquals([status, results[lastStep]], ["complete", expected(n)]);
    });
  }
}

Deno.test("SHAPES expects what powers are", () => {
  assertEquals(SHAPES.map(({ expected }) => expected(2)), [
    "65536",
    "65536",
    "4294967296",
    "18446744073709551616",
    "4096",
  ]);
});
