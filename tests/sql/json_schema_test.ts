/** JSON Schema as the database enforces it: what is supported, what a value violates, which defaults are filled in. */
import { deepStrictEqual as same, strictEqual } from "node:assert/strict";
import { z } from "zod";
import { defineTask } from "../../core/define_task.ts";
import type { Json } from "../../core/json.ts";
import { JSON_SCHEMA_KEYWORDS } from "../../core/json_schema.ts";
import { TestDatabase } from "../_support/database.ts";

/** Paths with reasons of `json_schema_faults`, sorted. */
async function faultsOf(db: TestDatabase, schema: Json): Promise<string[]> {
  const rows = await db.sql`select path, reason from tasker.json_schema_faults(${
    JSON.stringify(schema)
  }::text::jsonb)`;
  return rows.map(({ path, reason }) => `${path}: ${reason}`).sort();
}

/** Paths with reasons of `json_schema_errors`, sorted. */
async function errorsOf(db: TestDatabase, schema: Json, value: Json): Promise<string[]> {
  const rows = await db.sql`
    select path, reason
      from tasker.json_schema_errors(${JSON.stringify(schema)}::text::jsonb, ${
    JSON.stringify(value)
  }::text::jsonb)`;
  return rows.map(({ path, reason }) => `${path}: ${reason}`).sort();
}

async function filled(db: TestDatabase, schema: Json, value: Json): Promise<unknown> {
  const [row] = await db.sql`
    select tasker.json_schema_defaults(${JSON.stringify(schema)}::text::jsonb, ${
    JSON.stringify(value)
  }::text::jsonb) as value`;
  return row?.value;
}

Deno.test("json_schema_keywords() lists what core/json_schema.ts lists", async () => {
  await using db = await TestDatabase.create();
  const rows = await db.sql`select keyword, kind from tasker.json_schema_keywords()`;
  same(Object.fromEntries(rows.map(({ keyword, kind }) => [keyword, kind])), JSON_SCHEMA_KEYWORDS);
});

Deno.test("json_schema_faults() finds nothing wrong with a schema of every supported keyword", async () => {
  await using db = await TestDatabase.create();
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:x",
    $comment: "",
    title: "",
    description: "",
    type: ["object", "null"],
    properties: {
      text: { type: "string", minLength: 0, maxLength: 9, pattern: "^\\bx", format: "email", default: "x" },
      number: { minimum: -1.5, maximum: 1e30, exclusiveMinimum: -2, exclusiveMaximum: 2e30, multipleOf: 0.1 },
      list: {
        prefixItems: [true],
        items: false,
        minItems: 0,
        maxItems: 1,
        uniqueItems: true,
        examples: [[]],
      },
      line: { $ref: "#/$defs/line", deprecated: true, readOnly: false, writeOnly: false },
      "if": { contentEncoding: "base64", contentMediaType: "image/png" },
    },
    required: ["text"],
    additionalProperties: { not: { const: null } },
    propertyNames: { enum: ["text"] },
    minProperties: 0,
    maxProperties: 9,
    allOf: [true],
    anyOf: [{}],
    oneOf: [{}],
    $defs: {
      line: { properties: { next: { $ref: "#/$defs/line" }, "a/b~c": { $ref: "#/definitions/a~1b~0c" } } },
    },
    definitions: { "a/b~c": true },
  };
  same(await faultsOf(db, schema), []);
  for (const trivial of [true, false, {}]) same(await faultsOf(db, trivial), []);
});

Deno.test("json_schema_faults() names every keyword and argument that cannot be enforced", async () => {
  await using db = await TestDatabase.create();
  const schema = {
    type: "strin",
    if: {},
    required: ["a", 1],
    minimum: "3",
    multipleOf: 0,
    minLength: -1,
    allOf: [],
    properties: { a: { patternProperties: {}, pattern: "(" }, b: 3 },
    items: { $ref: "#/$defs/gone" },
    anyOf: [{ $ref: "https://example.com" }],
  };
  same(await faultsOf(db, schema), [
    "allOf: must be a non-empty array of schemas",
    'anyOf[0].$ref: must point to a schema in this document, such as "#/$defs/address"',
    "if: is not a JSON Schema keyword that tasker supports",
    'items.$ref: must point to a schema in this document, such as "#/$defs/address"',
    "minLength: must be a whole number from 0 to 2147483647",
    "minimum: must be a number",
    "multipleOf: must be a number greater than 0",
    "properties.a.pattern: is not a regular expression that PostgreSQL understands",
    "properties.a.patternProperties: is not a JSON Schema keyword that tasker supports",
    "properties.b: must be a schema: an object, true or false",
    "required: must be an array of strings",
    "type: must be one or several of null, boolean, integer, number, string, array, object",
  ]);
  for (const value of [null, 0, "", []]) strictEqual((await faultsOf(db, value)).length, 1);
});

Deno.test("json_schema_faults() refuses references that go round without going deeper", async () => {
  await using db = await TestDatabase.create();
  same(await faultsOf(db, { $ref: "#" }), ["$ref: leads back to itself"]);
  const loop = {
    $ref: "#/$defs/a",
    $defs: { a: { anyOf: [{ $ref: "#/$defs/b" }] }, b: { not: { $ref: "#/$defs/a" } } },
  };
  same(await faultsOf(db, loop), [
    "$defs.a.anyOf[0].$ref: leads back to itself",
    "$defs.b.not.$ref: leads back to itself",
  ]);
  same(await faultsOf(db, { properties: { child: { $ref: "#" } }, items: { $ref: "#" } }), []);
});

Deno.test("json_schema_errors() lists every violation with its path", async () => {
  await using db = await TestDatabase.create();
  const line = {
    type: "object",
    properties: { sku: { type: "string" }, count: { type: "integer", minimum: 1 } },
    required: ["sku"],
  };
  const schema = {
    type: "object",
    properties: {
      id: { type: "string", minLength: 3 },
      lines: { type: "array", items: { $ref: "#/$defs/line" }, maxItems: 2 },
    },
    required: ["id", "customer"],
    additionalProperties: false,
    $defs: { line },
  };
  const value = { id: "x", lines: [{ sku: 1 }, { count: 0.5 }, { sku: "s" }], extra: 1 };
  same(await errorsOf(db, schema, value), [
    "customer: is missing",
    "extra: is not allowed",
    "id: must have at least 3 characters",
    "lines: must have at most 2 items",
    "lines[0].sku: must be of type string, not number",
    "lines[1].count: must be at least 1",
    "lines[1].count: must be of type integer, not number",
    "lines[1].sku: is missing",
  ]);
  const [at] = await db
    .sql`select path from tasker.json_schema_errors('{"required": ["a"]}', '{}', 'context')`;
  strictEqual(at?.path, "context.a");
});

/** A schema, values that match and values that do not. */
type Case = readonly [schema: Json, matching: readonly Json[], violating: readonly Json[]];

const CASES: readonly Case[] = [
  [true, [null, false, 0, "", {}], []],
  [{}, [null, false, 0, "", []], []],
  [false, [], [null, false, 0, "", {}, []]],
  [{ type: "null" }, [null], [false, 0, ""]],
  [{ type: "boolean" }, [false, true], [null, 0, ""]],
  [{ type: "integer" }, [0, 1.0, -1e20, 12345678901234567890], [0.5, "1", null, true]],
  [{ type: ["number", "null"] }, [0, 0.5, 1e300, null], ["", false]],
  [{ enum: [1, "a", null, { k: [1] }] }, [1, "a", null, { k: [1] }], [2, "b", false, { k: [1, 2] }, {}, [1]]],
  [{ const: 0 }, [0], [false, null, "0", 1]],
  [{ const: null }, [null], [0, "", false]],
  [{ minLength: 1, maxLength: 2 }, ["a", "🙂🙂", 5, null], ["", "abc"]],
  [{ pattern: "^\\d{2}$" }, ["12", 7], ["1", "123", ""]],
  [{ pattern: "b" }, ["abc"], ["ac"]],
  [{ pattern: "\\bcat\\b" }, ["a cat sat", "cat"], ["concat", "cats"]],
  [{ minimum: 0, exclusiveMaximum: 10 }, [0, 9.99, "x", null], [-0.1, 10]],
  [{ exclusiveMinimum: 0, maximum: 10 }, [0.1, 10], [0, 10.1]],
  [{ multipleOf: 0.1 }, [0, 0.3, 1e20, "x"], [0.35]],
  [{ minItems: 1, maxItems: 2 }, [[0], [0, 0], {}], [[], [1, 2, 3]]],
  [{ uniqueItems: true }, [[], [1, "1", null, false], [{ a: 1 }, { a: 2 }]], [[1, 1.0], [{ a: 1, b: 2 }, {
    b: 2,
    a: 1,
  }]]],
  [{ uniqueItems: false }, [[1, 1]], []],
  [{ prefixItems: [{ type: "string" }], items: { type: "number" } }, [[], ["a"], ["a", 1, 2]], [[1], [
    "a",
    "b",
  ]]],
  [{ prefixItems: [true], items: false }, [[1], []], [[1, 2]]],
  [{ minProperties: 1, maxProperties: 1 }, [{ a: 1 }, []], [{}, { a: 1, b: 2 }]],
  [{ propertyNames: { pattern: "^[a-z]+$" } }, [{}, { abc: 1 }], [{ A: 1 }]],
  [{ required: ["a"] }, [{ a: null }, [], "a"], [{}, { b: 1 }]],
  [{ properties: { a: { type: "string" } } }, [{}, { a: "" }, { b: 1 }, 3], [{ a: null }]],
  [{ properties: { a: true }, additionalProperties: { type: "number" } }, [{ a: "x", b: 1 }], [{ b: "x" }]],
  [{ additionalProperties: true }, [{ a: 1 }], []],
  [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2, "x"], [0, 3]],
  [{ anyOf: [{ type: "string" }, { minimum: 5 }] }, ["", 5], [4]],
  [{ oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, [2, 3], [6, 5, "x"]],
  [{ not: { type: "string" } }, [1, null], [""]],
  [{ format: "uuid" }, ["01890a5d-ac96-774b-bcce-b302099a8057", 5], [
    "01890a5d-ac96-774b-bcce-b302099a805",
    "",
    "x",
  ]],
  [{ format: "email" }, ["a@b.example", "a@localhost", "a+b.c@d.e"], [
    "a",
    "@b",
    "a@",
    "a b@c",
    "a@b@c",
    "a@.b",
  ]],
  [{ format: "date" }, ["2024-02-29", "0001-01-01"], [
    "2023-02-29",
    "2024-13-01",
    "2024-1-1",
    "0000-01-01",
    "today",
  ]],
  [
    { format: "date-time" },
    ["2024-02-29T23:59:60Z", "2024-01-01t00:00:00.123+05:30", "2024-01-01 00:00:00z"],
    ["2024-01-01T24:00:00Z", "2024-01-01T00:00:00", "2024-01-01", "2023-02-29T00:00:00Z", ""],
  ],
  [{ format: "uri" }, ["https://a.example/?q=1#x", "urn:a:b", "mailto:a@b"], [
    "/a",
    "a.example",
    "http://a b",
    "",
  ]],
  [{ format: "hostname" }, ["anything goes"], []],
  [{ $ref: "#/$defs/a~1b", $defs: { "a/b": { type: "string" } } }, [""], [1]],
  [
    { type: "object", properties: { children: { type: "array", items: { $ref: "#" } } } },
    [{ children: [{}, { children: [] }] }],
    [{ children: [{ children: [1] }] }],
  ],
];

for (const server of [18, 15] as const) {
  Deno.test(`json_schema_errors() judges every keyword as JSON Schema does, PostgreSQL ${server}`, async () => {
    await using db = await TestDatabase.create({ server });
    for (const [schema, matching, violating] of CASES) {
      same(await faultsOf(db, schema), [], JSON.stringify(schema));
      for (const [values, matches] of [[matching, true], [violating, false]] as const) {
        for (const value of values) {
          const errors = await errorsOf(db, schema, value);
          strictEqual(
            errors.length === 0,
            matches,
            `${JSON.stringify(value)} by ${JSON.stringify(schema)}: ${errors}`,
          );
        }
      }
    }
  });
}

Deno.test("json_schema_errors() gives up on values nested too deep, and says so", async () => {
  await using db = await TestDatabase.create();
  const value = Array.from({ length: 100 }).reduce<Json>((inner) => [inner], []);
  const errors = await errorsOf(db, { items: { $ref: "#" } }, value);
  strictEqual(errors.length, 1);
  strictEqual(errors[0]?.endsWith("is nested too deep to be checked"), true);
});

Deno.test("json_schema_defaults() fills in what is absent, at every depth", async () => {
  await using db = await TestDatabase.create();
  const schema = {
    properties: {
      count: { default: 1 },
      nothing: { default: null },
      no: { default: false },
      zero: { default: 0 },
      empty: { default: "" },
      options: { default: {}, properties: { deep: { default: [] } } },
      without: { properties: { deep: { default: 1 } } },
      lines: { items: { $ref: "#/$defs/line" } },
      pair: {
        prefixItems: [{ properties: { a: { default: 1 } } }],
        items: { properties: { b: { default: 2 } } },
      },
      map: { additionalProperties: { properties: { c: { default: 3 } } } },
      both: { allOf: [{ properties: { d: { default: 4 } } }, { properties: { e: { default: 5 } } }] },
      referred: { $ref: "#/$defs/referred" },
    },
    $defs: { line: { properties: { count: { default: 1 } } }, referred: { default: "here" } },
  };
  same(await filled(db, schema, { lines: [{}, { count: 7 }], pair: [{}, {}], map: { x: {} }, both: {} }), {
    count: 1,
    nothing: null,
    no: false,
    zero: 0,
    empty: "",
    options: { deep: [] },
    lines: [{ count: 1 }, { count: 7 }],
    pair: [{}, { b: 2 }],
    map: { x: { c: 3 } },
    both: { d: 4, e: 5 },
    referred: "here",
  });
});

Deno.test("json_schema_defaults() leaves alone what is there", async () => {
  await using db = await TestDatabase.create();
  const schema = {
    properties: { a: { default: 1, properties: { b: { default: 2 } } } },
    items: { properties: { b: { default: 2 } } },
  };
  for (
    const value of [null, false, 0, "", [], [1], { a: null }, { a: false }, { a: 0 }, { a: "" }, { a: [] }, {
      a: { b: null },
    }]
  ) {
    same(await filled(db, schema, value), value);
  }
  same(await filled(db, { properties: { default: { type: "string" } } }, { x: 1 }), { x: 1 });
  same(await filled(db, { anyOf: [{ properties: { a: { default: 1 } } }] }, {}), {});
});

Deno.test("json_schema_errors() agrees with zod on the schemas that zod writes", async () => {
  await using db = await TestDatabase.create();
  const input = z.object({
    mail: z.email(),
    id: z.uuid(),
    at: z.iso.datetime(),
    day: z.iso.date(),
    link: z.url(),
    sku: z.string().regex(/^[A-Z]{2}-\d+$/).max(8),
    count: z.int().positive().default(1),
    pair: z.tuple([z.string(), z.number()]),
    map: z.record(z.string(), z.boolean()),
    pay: z.discriminatedUnion("by", [
      z.object({ by: z.literal("card"), no: z.string() }),
      z.object({ by: z.literal("cash") }),
    ]),
    note: z.string().nullable().optional(),
    kind: z.enum(["a", "b"]),
    only: z.strictObject({}),
  });
  const template = defineTask({ namespace: "a", name: "b", version: "1.0.0", input }).step("c", () => 1)
    .toTemplate();
  const schema = template.input_schema as Json;
  const good = {
    mail: "a.b+c@d-e.example",
    id: "01890a5d-ac96-774b-bcce-b302099a8057",
    at: "2024-02-29T10:00:00.5Z",
    day: "2024-02-29",
    link: "https://a.example/x?y=1",
    sku: "AB-12",
    pair: ["a", 1],
    map: { x: true },
    pay: { by: "card", no: "1" },
    kind: "a",
    only: {},
  };
  const changes: Record<string, Json>[] = [
    {},
    { note: null },
    { note: "" },
    { count: 2 },
    { mail: "a@b" },
    { mail: "" },
    { id: "x" },
    { at: "2024-02-30T10:00:00Z" },
    { at: "2024-02-29" },
    { day: "2023-02-29" },
    { link: "nowhere" },
    { sku: "ab-1" },
    { sku: "AB-123456" },
    { count: 0 },
    { count: 1.5 },
    { count: null },
    { pair: ["a"] },
    { pair: ["a", 1, 2] },
    { map: { x: 1 } },
    { map: [] },
    { pay: { by: "card" } },
    { pay: { by: "cash" } },
    { pay: {} },
    { kind: "c" },
    { only: { x: 1 } },
    { only: null },
  ];
  same(await faultsOf(db, schema), []);
  for (const change of changes) {
    const value = { ...good, ...change };
    const errors = await errorsOf(db, schema, await filled(db, schema, value) as Json);
    strictEqual(errors.length === 0, input.safeParse(value).success, `${JSON.stringify(change)}: ${errors}`);
  }
});
