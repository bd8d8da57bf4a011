import type { PlannedStep } from "./step_plan.ts";

/** What is to be generated. */
export interface TaskPlan {
  /** Namespace of the template. */
  readonly namespace: string;
  /** Name of the template. */
  readonly name: string;
  /** Version of the template. */
  readonly version: string;
  /** Its steps, parents first. */
  readonly steps: readonly PlannedStep[];
  /** What `defineTask` is imported from: `@tasker/tasker`. */
  readonly package: string;
}

/** Writes a name as TypeScript does: `order_fulfillment` gives `orderFulfillment`. */
export function camelName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Writes the module of a task: its definition, a handler for each step. */
export function taskModule({ namespace, name, version, steps, package: from }: TaskPlan): string {
  return `import { defineTask } from "${from}";

/** What the task is created with; give \`input\` a schema (zod, valibot, arktype) to have it checked. */
export const ${camelName(name)} = defineTask({
  namespace: "${namespace}",
  name: "${name}",
  version: "${version}",
  description: "What ${name} does, in a sentence",
})
${steps.map(stepText).join("\n")};

/** What a worker runs: name this module in worker.handler_modules. */
export const tasks = [${camelName(name)}];

/** A request that works, for \`tasker start\` to show. */
export const sampleRequest = { namespace: "${namespace}", name: "${name}", context: {} };
`;
}

function stepText({ name, parents }: PlannedStep): string {
  if (parents.length === 0) {
    return `  .step("${name}", ({ input, log }) => {
    log.info("${name} begins");
    return { done: "${name}", received: Object.keys(input) };
  })`;
  }
  const after = parents.map((parent) => `results.${parent}.done`).join(", ");
  return `  .step("${name}", { dependsOn: [${
    parents.map((parent) => `"${parent}"`).join(", ")
  }] }, ({ results }) => {
    return { done: "${name}", after: [${after}] };
  })`;
}

/** Writes a test that runs every handler, each with the results of those before it; no database is needed. */
export function taskTest({ name, namespace, steps }: TaskPlan): string {
  const camel = camelName(name);
  return `import assert from "node:assert/strict";
import { ${camel} } from "./${name}.ts";

/** Runs the handlers in order, each with the results of the steps it needs. */
async function runAll(input: Record<string, never>): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  for (const { name, dependencies = [], handler } of ${camel}.toTemplate().steps) {
    const handle = ${camel}.handlers.get(handler.callable);
    assert(handle, \`step \${name} has no handler\`);
    results[name] = await handle({
      input,
      results: Object.fromEntries(dependencies.map((parent) => [parent, results[parent]])),
      config: {},
      attempt: 1,
      maxAttempts: 3,
      isLastAttempt: false,
      signal: new AbortController().signal,
      log: { debug() {}, info() {}, warn() {}, error() {} },
      idempotencyKey: \`test:\${name}\`,
      taskUuid: crypto.randomUUID(),
      stepUuid: crypto.randomUUID(),
      correlationId: crypto.randomUUID(),
      namespace: "${namespace}",
      taskName: "${name}",
      taskVersion: ${camel}.version,
      stepName: name,
    });
  }
  return results;
}

Deno.test("${name} is a valid template", () => {
  assert.deepEqual(${camel}.toTemplate().steps.map(({ name }) => name), ${
    JSON.stringify(steps.map(({ name: step }) => step)).replaceAll(",", ", ")
  });
});

Deno.test("${name} runs from the first step to the last", async () => {
  const results = await runAll({});
${steps.map((step) => `  assert.deepEqual(results.${step.name}, ${expected(step)});`).join("\n")}
});
`;
}

function expected({ name, parents }: PlannedStep): string {
  return parents.length === 0
    ? `{ done: "${name}", received: [] }`
    : `{ done: "${name}", after: [${parents.map((parent) => `"${parent}"`).join(", ")}] }`;
}
