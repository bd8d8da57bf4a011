/** Holds docs/predecessor_keys.md against the schema. */
import { assert, assertEquals } from "@std/assert";
import { KEY_FACTS } from "../../config/key_facts.ts";

/** The components of tasker-core's first releases, each with a section; what came later shares one. */
const COMPONENTS = [
  "auth",
  "circuit_breakers",
  "database",
  "engine",
  "executor_pools",
  "orchestration",
  "pgmq",
  "query_cache",
  "system",
  "telemetry",
];

const text = await Deno.readTextFile(new URL("../../docs/predecessor_keys.md", import.meta.url));

/** Rows of all tables: what it was called, the key here, why. */
const rows = [...text.matchAll(/^\| (`.*) \| (.*?) \| ?(.*?) ?\|$/gm)].map((
  [, was = "", here = "", why = ""],
) => ({
  was,
  here,
  why,
}));

Deno.test("docs/predecessor_keys.md has a section for each component of tasker-core", () => {
  const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name);
  assertEquals(sections.slice(0, COMPONENTS.length), COMPONENTS);
});

Deno.test("docs/predecessor_keys.md names keys that there are, or says why there is none", () => {
  assert(rows.length > 100, `${rows.length} rows`);
  for (const { was, here, why } of rows) {
    if (here === "–") {
      assert(why.length > 3, `${was}: why is there no key?`);
      continue;
    }
    const keys = here.split(", ").map((key) => /^`([a-z0-9_.]+)(\.\*)?`$/.exec(key));
    for (const key of keys) {
      const facts = KEY_FACTS.get(key?.[1] ?? "");
      assert(facts !== undefined, `${was}: ${here}`);
      assertEquals(facts?.kind === "object", key?.[2] !== undefined, `${was}: ${here}`);
    }
  }
});
