import fc from "fast-check";

const deep = (depth: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

/** Values that careless programs break on. */
export const anyJunk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    false,
    0,
    -0,
    "",
    [],
    {},
    "\u0000",
    "\ud800",
    "a\u0000b",
    { "\u0000": 1 },
    { __proto__: null, constructor: 1 },
    1e308,
    -1,
    0.1,
    2 ** 31,
    2 ** 53,
    2 ** 63,
    "'; --",
    "%00",
    "../..",
    "x".repeat(300),
    "x".repeat(20_000),
    deep(200),
    "00000000-0000-0000-0000-000000000000",
    "2026-02-30T25:00:00Z",
    "infinity",
    "-infinity",
    "NaN",
    "294277-01-01T00:00:00Z",
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Text that is no JSON, or no JSON that anybody expects. */
export const anyJunkText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "{",
    "nul",
    "[1,",
    '{"a":1}{"a":2}',
    '{"a":1,"a":2}',
    "1e400",
    "-",
    '"\\ud800"',
    '{"context":1e999999}',
    "\u0000",
    "\ufeff{}",
    "[".repeat(10_000),
    "[".repeat(10_000) + "]".repeat(10_000),
  ),
  fc.string({ unit: "binary", maxLength: 50 }),
);

/** Puts junk in the place of some parts of a value, leaves some out, and adds some. */
export function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(
    value,
    fc.array(fc.tuple(fc.nat(), anyJunk, fc.constantFrom("put", "drop", "add")), { maxLength: 2 }),
  )
    .map(([sound, changes]) =>
      changes.reduce<unknown>((whole, [place, junk, how]) => changed(whole, place, junk, how), sound)
    );
}

function changed(whole: unknown, place: number, junk: unknown, how: string): unknown {
  const copy: unknown = isTree(whole) ? structuredClone(whole) : whole;
  const spots = [...spotsOf(copy)];
  const spot = spots[place % Math.max(spots.length, 1)];
  if (spot === undefined) return junk;
  const [owner, key] = spot;
  if (how === "put") owner[key] = junk;
  else if (how === "drop") delete owner[key];
  else owner[Array.isArray(owner) ? String(owner.length) : "unexpected"] = junk;
  return copy;
}

function* spotsOf(value: unknown): Generator<[Record<string, unknown>, string]> {
  if (!isTree(value)) return;
  for (const key of Object.keys(value)) {
    yield [value, key];
    yield* spotsOf(value[key]);
  }
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
