/** Where the keys of a TOML text stand, and which were written twice (the parser silently keeps the last). */
export interface KeyLines {
  /** Line, from 1, of each dotted key and table header. */
  readonly lines: ReadonlyMap<string, number>;
  /** Dotted keys that a later line repeats, with that line. */
  readonly repeated: ReadonlyMap<string, number>;
}

const HEADER = /^\s*\[\s*([\w.-]+)\s*\]/;
const KEY = /^\s*([\w.-]+)\s*=\s*(.*)$/;

/** Finds the line of every bare key in TOML text; quoted keys and what stands inside multi-line strings are left out. */
export function keyLines(text: string): KeyLines {
  const lines = new Map<string, number>();
  const repeated = new Map<string, number>();
  let table = "";
  let closing: string | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (closing !== undefined) {
      if (line.includes(closing)) closing = undefined;
      continue;
    }
    const header = HEADER.exec(line)?.[1];
    const [, key, value = ""] = KEY.exec(line) ?? [];
    if (header !== undefined) table = header;
    const path = header ?? (key === undefined ? undefined : table === "" ? key : `${table}.${key}`);
    if (path === undefined) continue;
    (lines.has(path) ? repeated : lines).set(path, index + 1);
    closing = opensString(value);
  }
  return { lines, repeated };
}

function opensString(value: string): string | undefined {
  const quotes = ['"""', "'''"].find((mark) => value.startsWith(mark));
  return quotes === undefined || value.indexOf(quotes, 3) > 0 ? undefined : quotes;
}
