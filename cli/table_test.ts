import { assert, assertEquals } from "@std/assert";
import { type Column, layOut } from "./table.ts";

interface Row {
  readonly id: string;
  readonly text: string | null;
  readonly count: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { header: "ID", value: ({ id }) => id, width: "full" },
  { header: "TEXT", value: ({ text }) => text },
  { header: "COUNT", value: ({ count }) => count, align: "right" },
];
const plain = (text: string) => text;

Deno.test("layOut() aligns columns and marks what is absent", () => {
  const rows = [{ id: "a", text: "words", count: 5 }, { id: "bb", text: null, count: 12 }];
  assertEquals(layOut(COLUMNS, rows, Infinity, plain), [
    "ID  TEXT   COUNT",
    "a   words      5",
    "bb  -         12",
  ]);
});

Deno.test("layOut() cuts what may be cut and never an id", () => {
  const id = "0199f3c2-7d5b-7c4e-9d0e-0123456789ab";
  const [, line = ""] = layOut(COLUMNS, [{ id, text: "long ".repeat(30), count: 1 }], 70, plain);
  assertEquals(line.length, 70);
  assert(line.startsWith(id) && line.includes("…"));
});

Deno.test("layOut() keeps a cell on one line and terminal control out of it", () => {
  const [, line] = layOut(COLUMNS, [{ id: "a", text: "x\r\n y\x1b[31m\x07", count: 1 }], Infinity, plain);
  assertEquals(line, "a   x y[31m      1");
});

Deno.test("layOut() prints headings alone when there are no rows", () => {
  assertEquals(layOut(COLUMNS, [], 80, plain), ["ID  TEXT  COUNT"]);
});
