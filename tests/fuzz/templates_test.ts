/** Template files of every kind: each is a template or a list of faults, and what is a template for us is one for the database. */
import { ok } from "node:assert/strict";
import fc from "fast-check";
import { loadTemplates } from "../../config/template_files.ts";
import { TaskerError } from "../../core/errors.ts";
import { normalizeTemplate } from "../../core/template_file.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { TestDatabase } from "../_support/database.ts";
import { anyJunk, anyJunkText, spoilt } from "./_junk.ts";
import { runs } from "./_run.ts";

const anyRetry = fc.record({
  retryable: fc.boolean(),
  max_attempts: fc.integer({ min: 0, max: 100 }),
  backoff: fc.constantFrom("none", "linear", "exponential", "fibonacci"),
  backoff_base_ms: fc.integer({ min: 1, max: 1_000 }),
  max_backoff_ms: fc.integer({ min: 1_000, max: 3_600_000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
}, { requiredKeys: [] });

const anyInitialization = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 1 }), {
  maxKeys: 2,
});

/** Steps `s0`, `s1` …, each needing some of those before it. */
const anySteps = fc.array(
  fc.record({
    handler: fc.record(
      { callable: fc.constantFrom("shop.Do", "x"), initialization: anyInitialization },
      { requiredKeys: ["callable"] },
    ),
    needs: fc.array(fc.nat(), { maxLength: 3 }),
    retry: anyRetry,
    timeout_seconds: fc.integer({ min: 1, max: 86_400 }),
    needsAre: fc.constantFrom("dependencies", "depends_on"),
  }, { requiredKeys: ["handler", "needs", "needsAre"] }),
  { minLength: 1, maxLength: 5 },
).map((steps) =>
  steps.map(({ needs, needsAre, ...step }, place) => ({
    name: `s${place}`,
    ...step,
    [needsAre]: [...new Set(place === 0 ? [] : needs.map((need) => `s${need % place}`))],
  }))
);

const anySchema = fc.record({
  type: fc.constant("object"),
  required: fc.array(fc.string({ maxLength: 3 }), { maxLength: 2 }),
  properties: fc.dictionary(
    fc.string({ maxLength: 3 }),
    fc.record({
      type: fc.constantFrom("string", "integer"),
      pattern: fc.constantFrom("^a", "(", "[", "\\p{L}"),
    }, {
      requiredKeys: ["type"],
    }),
    { maxKeys: 2 },
  ),
}, { requiredKeys: ["type"] });

/** Templates that are right, or nearly. */
const anyTemplate = fc.record({
  namespace_name: fc.constantFrom("fuzz", "shop"),
  name: fc.uuid().map((uuid) => `t_${uuid.replaceAll("-", "")}`),
  version: fc.constantFrom("1.0.0", "0.0.1", "1.0.0-rc.1", "1.0", "01.0.0"),
  description: fc.string({ maxLength: 5 }),
  identity_strategy: fc.constantFrom("always_unique", "caller_provided", "strict"),
  input_schema: anySchema,
  lifecycle: fc.record({ max_duration_minutes: fc.integer({ min: 1, max: 43_200 }) }, { requiredKeys: [] }),
  metadata: fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  steps: anySteps,
  environments: fc.dictionary(
    fc.constantFrom("test", "production"),
    fc.record({
      steps: fc.array(
        fc.record({
          name: fc.constantFrom("ALL", "s0", "s1"),
          timeout_seconds: fc.integer({ min: 1, max: 90_000 }),
          retry: anyRetry,
        }, {
          requiredKeys: ["name"],
        }),
        { maxLength: 2 },
      ),
    }),
    { maxKeys: 2 },
  ),
}, { requiredKeys: ["namespace_name", "name", "version", "steps"] });

/** Whether the arguments of a JSON Schema make sense is for the database alone to say. */
function isAboutSchema(error: unknown): boolean {
  return error instanceof TaskerError && error.code === "TK002" && error.message.includes("input_schema");
}

Deno.test("normalizeTemplate() gives a template that the database takes, or says what is wrong", async () => {
  await using db = await TestDatabase.create({ max: 1 });
  let [taken, faulty] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyTemplate, spoilt(anyTemplate), anyJunk), async (file) => {
      const { template, faults } = normalizeTemplate(file, "test");
      ok((template === undefined) === (faults.length > 0), "neither a template nor a fault, or both");
      faulty += template === undefined ? 1 : 0;
      if (template === undefined) return;
      await db.sql`begin`; // rolled back, for another case may have the same name
      try {
        ok((await registerTemplate(db.sql, template)).created);
      } catch (error) {
        ok(isAboutSchema(error), `${error}`);
      } finally {
        await db.sql`rollback`;
      }
      taken += 1;
    }),
    runs(400),
  );
  ok(taken > 0 && faulty > 0, `${taken} templates were taken, ${faulty} were not: the fuzz is blunt`);
});

Deno.test("register_template() takes a template or refuses it in its own words", async () => {
  await using db = await TestDatabase.create({ max: 1 });
  await fc.assert(
    fc.asyncProperty(fc.oneof(spoilt(anyTemplate), anyJunk), async (given) => {
      try {
        await registerTemplate(db.sql, given as never);
      } catch (error) {
        ok(error instanceof TaskerError && error.status < 500, `${error}`);
      }
    }),
    runs(400),
  );
});

Deno.test("loadTemplates() reads any file, or says what is wrong with it", async () => {
  const folder = await Deno.makeTempDir();
  const sound = await Deno.readTextFile(
    new URL("../../examples/credit_card_payment/credit_card_payment.yaml", import.meta.url),
  );
  const torn = fc.tuple(fc.nat(sound.length), fc.nat(40), anyJunkText).map(([at, length, junk]) =>
    sound.slice(0, at) + junk.slice(0, 60) + sound.slice(at + length)
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(torn, anyJunkText, spoilt(anyTemplate).map((value) => JSON.stringify(value) ?? "null")),
      fc.constantFrom("yaml", "toml", "json"),
      async (text, extension) => {
        const file = `${folder}/one.${extension}`;
        await Deno.writeTextFile(file, text);
        const { templates, faults } = await loadTemplates([file], "test");
        ok((templates.length > 0) !== (faults.length > 0), "neither a template nor a fault, or both");
      },
    ),
    runs(300),
  );
  await Deno.remove(folder, { recursive: true });
});
