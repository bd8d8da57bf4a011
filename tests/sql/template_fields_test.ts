/** TypeScript and SQL say the same of templates. */
import { deepStrictEqual as same } from "node:assert/strict";
import type { Json } from "../../core/json.ts";
import { templateFaults } from "../../core/template_faults.ts";
import { TEMPLATE_FIELDS } from "../../core/template_fields.ts";
import { TestDatabase } from "../_support/database.ts";

Deno.test("template_fields() lists what core/template_fields.ts lists", async () => {
  await using db = await TestDatabase.create();
  const rows = await db.sql`
    select owner, field, is_required, kind, low, high, choices, shape from tasker.template_fields() order by owner, field`;
  const fields = Object.entries(TEMPLATE_FIELDS).flatMap(([owner, rules]) =>
    Object.entries(rules).map((
      [field, { kind, required, low = null, high = null, choices = null, shape = null }],
    ) => ({
      owner,
      field,
      is_required: required,
      kind,
      low,
      high,
      choices,
      shape,
    }))
  );
  const byName = (left: { owner: string; field: string }, right: { owner: string; field: string }) =>
    `${left.owner}.${left.field}` < `${right.owner}.${right.field}` ? -1 : 1;
  same([...rows].sort(byName as never).map((row) => ({ ...row })), fields.sort(byName));
});

const handler = { callable: "x" };
const STRANGE: readonly Json[] = [
  {},
  [],
  null,
  { namespace: "A", name: "", version: "01.0.0", steps: [] },
  {
    namespace: "a",
    name: "b",
    version: "1.0.0",
    steps: [{ name: "a", handler: {}, retry: { jitter: 2, max_attempts: 0.5 } }, 3],
  },
  {
    namespace: "a",
    name: "b",
    version: "1.0.0-rc.1+x",
    description: null,
    identity_strategy: "none",
    input_schema: { type: "object", properties: { x: { if: true } } },
    lifecycle: { max_duration_minutes: "1" },
    domain_events: [{ name: "Event" }],
    steps: [
      { name: "a", handler, dependencies: ["b"], timeout_seconds: 86401 },
      { name: "b", handler, dependencies: ["a", "a", "c"] },
      { name: "b", handler, retry: { backoff_base_ms: 5, max_backoff_ms: 4 } },
      { name: "d", handler, dependencies: ["d"], timeout: 1 },
    ],
  },
  {
    namespace: "a",
    name: "b",
    version: "1.0.0",
    identity_strategy: "strict",
    searchable: ["card.number", "card", "card.numbers", "a/b", "other"],
    sensitive: ["/card/number", "/a~1b"],
    steps: [{ name: "a", handler, sensitive: ["", "/x"] }, {
      name: "b",
      handler,
      sensitive: ["x", "/~2", "//"],
    }],
  },
  {
    namespace: "a",
    name: "b",
    version: "1.0.0",
    sensitive: [""],
    steps: [{ name: "a", handler, sensitive: "/x" }],
  },
  {
    namespace: "a",
    name: "b",
    version: "1.0.0",
    steps: [{ name: "a", handler, publishes_events: [{ name: "a.b", condition: "never" }] }],
  },
];

Deno.test("template_faults() and templateFaults() find fault with the same places", async () => {
  await using db = await TestDatabase.create();
  for (const template of STRANGE) {
    const rows = await db.sql`select distinct path from tasker.template_faults(${
      JSON.stringify(template)
    }::text::jsonb)`;
    const inTypeScript = new Set(templateFaults(template).map(({ path }) => path));
    same(rows.map(({ path }) => path).sort(), [...inTypeScript].sort(), JSON.stringify(template));
  }
});
