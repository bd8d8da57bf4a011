import { assertEquals } from "@std/assert";
import { z } from "zod";
import { parseExactly } from "./exact_json.ts";
import { schemaReason } from "./schema_reason.ts";

function reasonsOf(schema: z.ZodType, value: unknown, isHidden = false): string[] {
  return schema.safeParse(value).error?.issues.map((issue) => schemaReason(issue, value, isHidden)) ?? [];
}

const whole = () => z.coerce.number().int().min(1).max(100);
const KINDS = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("a") }),
  z.object({ kind: z.literal("b") }),
]);

const CASES: readonly (readonly [schema: z.ZodType, value: unknown, reason: string])[] = [
  [z.object({ a: z.string() }), {}, "is missing"],
  [z.string(), 17, "must be a string, not 17"],
  [z.number(), "soon", 'must be a number, not "soon"'],
  [z.int(), 1.5, "must be a whole number, not 1.5"],
  [z.boolean(), null, "must be true or false, not null"],
  [z.array(z.string()), { a: 1 }, "must be an array, not an object"],
  [z.strictObject({}), [1], "must be an object, not an array"],
  [z.record(z.string(), z.int()), [], "must be an object, not []"],
  [z.date(), "soon", 'must be of type date, not "soon"'],
  [whole(), "abc", 'must be a number, not "abc"'],
  [whole(), "1.5", 'must be a whole number, not "1.5"'],
  [whole(), "0", 'must be at least 1, not "0"'],
  [whole(), "101", 'must be at most 100, not "101"'],
  [z.number().positive(), 0, "must be above 0, not 0"],
  [z.number().negative(), 0, "must be below 0, not 0"],
  [z.number().multipleOf(5), 3, "must be a multiple of 5, not 3"],
  [
    z.int(),
    parseExactly("12345678901234567890"),
    "must be a number, not 12345678901234567890, which has too many digits",
  ],
  [z.int(), parseExactly("1".repeat(99)), "must be a number, not one with too many digits"],
  [z.string().min(1), "", "must not be empty"],
  [z.string().min(12), "short", "must have at least 12 characters, not 5"],
  [z.string().max(1), "ab", "must have at most 1 character, not 2"],
  [z.array(z.int()).min(1), [], "must not be empty"],
  [z.array(z.int()).max(2), [1, 2, 3], "must have at most 2 entries, not 3"],
  [z.guid(), "17", 'must be a uuid, not "17"'],
  [z.uuid(), "x".repeat(300), "must be a uuid, not a text of 300 characters"],
  [z.iso.datetime(), "soon", 'must be a time such as "2026-01-31T12:00:00Z", not "soon"'],
  [z.email(), "me", 'must be a valid email, not "me"'],
  [z.string().regex(/^a/), "b", 'must match /^a/, not "b"'],
  [z.string().regex(/^a/, "must be of the first kind"), "b", 'must be of the first kind, not "b"'],
  [z.enum(["low", "high"]), "mid", 'must be one of low, high, not "mid"'],
  [z.literal("Bearer"), "Basic", 'must be "Bearer", not "Basic"'],
  [KINDS, { kind: "c" }, 'must be one of a, b, not "c"'],
  [KINDS, {}, "is missing"],
  [KINDS, 3, "must be an object, not 3"],
  [z.union([z.string(), z.int()]), null, "must be a string or a number, not null"],
  [z.record(z.string().max(1), z.int()), { ab: 1 }, "as a name must have at most 1 character"],
  [z.unknown().refine(() => false), 1, "is not valid"],
  [z.unknown().refine(() => false, "does not go with a page"), 1, "does not go with a page"],
  [z.unknown().refine(() => false, "must be JSON"), "{", 'must be JSON, not "{"'],
  [z.string().transform((text) => text.split(",")).pipe(z.array(z.enum(["a"]))), "b", 'must be "a"'],
];

for (const [schema, value, reason] of CASES) {
  Deno.test(`schemaReason() of ${Deno.inspect(value).slice(0, 40)} says: ${reason}`, () => {
    assertEquals(reasonsOf(schema, value), [reason]);
  });
}

Deno.test("schemaReason() has a word of its own for every issue, none of zod's", () => {
  for (const [schema, value] of CASES) {
    for (const { message } of schema.safeParse(value).error?.issues ?? []) {
      if (/^[a-z]/.test(message)) continue;
      for (const reason of reasonsOf(schema, value)) {
        assertEquals(/Invalid|Too (big|small)|expected/.test(reason), false);
      }
    }
  }
});

Deno.test("schemaReason() keeps a hidden value to itself, its length too", () => {
  assertEquals(reasonsOf(z.string().min(12), "hunter2", true), ["must have at least 12 characters"]);
  assertEquals(reasonsOf(z.guid(), "hunter2", true), ["must be a uuid"]);
  assertEquals(reasonsOf(z.object({ a: z.guid() }), {}, true), ["is missing"]);
});
