import { assertEquals } from "@std/assert";
import { sealedFaults } from "./schema_check.ts";

const schema = {
  properties: {
    card: { $ref: "#/$defs/card" },
    cards: { type: "array", items: { allOf: [{ $ref: "#/$defs/card" }] } },
    who: { anyOf: [{ type: "string", format: "email" }, { type: "null" }] },
    pin: { type: "integer", minimum: 1000, maximum: 9999, not: { const: 1234 } },
  },
  $defs: {
    card: {
      type: "object",
      required: ["number"],
      properties: { number: { type: "string", pattern: "^\\d{4}$" }, kind: { enum: ["debit", "credit"] } },
      additionalProperties: false,
    },
  },
};

const CASES: readonly (readonly [pointer: string, value: unknown, paths: readonly string[]])[] = [
  ["/card/number", "4929", []],
  ["/card/number", "49291", ["card.number"]],
  ["/card/number", 4929, ["card.number"]],
  ["/cards/number", "x", ["cards.number"]],
  ["/card", { number: "4929", kind: "debit" }, []],
  ["/card", { kind: "gift", more: 1 }, ["card.kind", "card.more", "card.number"]],
  ["/cards", [{ number: "4929" }, { number: "" }], ["cards[1].number"]],
  ["/who", "ada@example.test", []],
  ["/who", null, []],
  ["/who", "ada", ["who"]],
  ["/pin", 1234, ["pin"]],
  ["/pin", 999.5, ["pin", "pin"]],
  ["/unknown", "anything", []],
];

Deno.test("sealedFaults() judges what stands at a pointer, and quotes no value", () => {
  for (const [pointer, value, paths] of CASES) {
    const faults = sealedFaults(schema, pointer, value);
    assertEquals(faults.map(({ path }) => path).sort(), [...paths], `${pointer} ${JSON.stringify(value)}`);
    for (const { reason } of faults) assertEquals(/4929|gift|1234|ada/.test(reason), false, reason);
  }
});
