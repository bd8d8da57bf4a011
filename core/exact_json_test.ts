import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { mayBeInexact, parseExactly } from "./exact_json.ts";
import { TaskerError } from "./errors.ts";

const KEPT = [
  "9007199254740993",
  "-9007199254740993",
  "12345678901234567890123456789",
  "0.12345678901234567890",
  "9007199254740993e10",
  "1152921504606846976", // a double holds it, and JavaScript writes it 1152921504606847000
];

Deno.test("parseExactly() keeps every digit of numbers that a double rounds", () => {
  for (const text of KEPT) {
    const json = `{"list":[1,${text}],"n":${text}}`;
    assertEquals(JSON.stringify(parseExactly(json)), json);
  }
});

Deno.test("parseExactly() gives plain numbers where a double holds them, however they are written", () => {
  for (
    const text of ["0.30000000000000004", "9007199254740992", "1.00000000000000000", "1e100", "-0.0e-999"]
  ) {
    assertEquals(parseExactly(`[${text}]`), [Number(text) === 0 ? JSON.parse(text) : Number(text)]);
  }
  assertEquals(parseExactly('{"id":"12345678901234567890"}'), { id: "12345678901234567890" });
});

Deno.test("parseExactly() refuses numbers beyond a double's range and names their path", () => {
  for (const text of ["1e400", "-1e400", "1e-400", "9".repeat(400)]) {
    const error = assertThrows(() => parseExactly(`{"context":{"list":[0,{"n":${text}}]}}`), TaskerError);
    assertEquals([error.code, error.faults[0]?.path], ["TK001", "context.list[1].n"]);
  }
  assertThrows(() => parseExactly('{"n": 12345678901234567890'), SyntaxError);
});

Deno.test("parseExactly() gives what JSON.parse gives for everything that JSON.stringify writes", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const json = JSON.stringify(value);
    assertEquals(parseExactly(json), JSON.parse(json));
  }));
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    assertEquals(parseExactly(JSON.stringify([value])), [Object.is(value, -0) ? 0 : value]);
  }));
});

Deno.test("mayBeInexact() says yes to every whole number that a double rounds", () => {
  fc.assert(fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (value) => {
    if (BigInt(Number(value)) !== value) assertEquals(mayBeInexact(`{"n":${value}}`), true);
    assertEquals(JSON.stringify(parseExactly(`[-${value}]`)), `[-${value}]`);
  }));
});

Deno.test("mayBeInexact() says no to what bodies are full of", () => {
  const json = JSON.stringify({
    at: "2026-01-01T00:00:00.123456+00:00",
    n: 1.5e21,
    cents: 123_456_789_012_345,
  });
  assertEquals(mayBeInexact(json), false);
  fc.assert(fc.property(fc.uuid(), (id) => assertEquals(mayBeInexact(`{"ids":["${id}"]}`), false)));
});
