import type { Style } from "./colors.ts";

/** A column of a table. */
export interface Column<Row> {
  /** Heading, upper case. */
  readonly header: string;
  /** Text of a cell; control characters are removed, `undefined` and `null` print as a dash. */
  readonly value: (row: Row) => string | number | boolean | null | undefined;
  /**
   * Side that cells keep to.
   *
   * @default {"left"}
   */
  readonly align?: "left" | "right";
  /**
   * Whether cells are cut when the terminal is narrow, or always printed in full (ids, states).
   *
   * @default {"fit"}
   */
  readonly width?: "fit" | "full";
  /** Style of a cell, when colours are on. */
  readonly style?: (row: Row) => Style | undefined;
}

/** Narrowest that a column is cut to, in characters. */
const NARROWEST = 8;
const GAP = "  ";

/**
 * Lays rows out in columns.
 *
 * @param columns The columns, from left to right.
 * @param rows The rows.
 * @param width Characters a line may have; the widest columns are cut to fit. `Infinity` cuts nothing.
 * @param heading Style of the headings.
 * @returns The lines, headings first.
 */
export function layOut<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  heading: Style,
): string[] {
  const cells = rows.map((row) => columns.map((column) => clean(column.value(row))));
  const natural = columns.map((column, index) =>
    Math.max(column.header.length, ...cells.map((line) => lengthOf(line[index] ?? "")))
  );
  const widths = fit(columns, natural, width);
  const line = (texts: readonly string[], styleOf: (index: number) => Style | undefined) =>
    texts.map((text, index) => {
      const column = columns[index];
      const wide = widths[index] ?? 0;
      const cut = truncate(text, wide);
      const padding = " ".repeat(Math.max(0, wide - lengthOf(cut)));
      const styled = styleOf(index)?.(cut) ?? cut;
      if (column?.align === "right") return padding + styled;
      return index === texts.length - 1 ? styled : styled + padding;
    }).join(GAP);
  return [
    line(columns.map((column) => column.header), () => heading),
    ...rows.map((row, at) => line(cells[at] ?? [], (index) => columns[index]?.style?.(row))),
  ];
}

/** Takes characters from the widest column that may be cut until the line fits or nothing can give. */
function fit<Row>(columns: readonly Column<Row>[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const gaps = GAP.length * (columns.length - 1);
  for (let over = sum(widths) + gaps - width; over > 0; over--) {
    let widest: number | undefined;
    for (const [index, wide] of widths.entries()) {
      if (columns[index]?.width === "full" || wide <= NARROWEST) continue;
      if (widest === undefined || wide > (widths[widest] ?? 0)) widest = index;
    }
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function lengthOf(text: string): number {
  return [...text].length;
}

function truncate(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join("")}…`;
}

/** Makes one printable line: what users store may hold line breaks and terminal control sequences. */
export function clean(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined || value === "") return "-";
  // deno-lint-ignore no-control-regex -- control characters are what must go
  return String(value).replaceAll(/\s*[\r\n]+\s*/g, " ").replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "");
}
