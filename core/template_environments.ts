import type { Fault } from "./fault.ts";
import { fieldFaults, type Fields } from "./field_faults.ts";
import { isObject, joinPath } from "./json.ts";
import { nearestName } from "./nearest_name.ts";
import { type FieldOwner, TEMPLATE_FIELDS } from "./template_fields.ts";

/** The shapes under `environments` of a template file. */
type OverrideOwner = FieldOwner | "environment" | "override" | "handler override";

const OVERRIDE_FIELDS: Fields<OverrideOwner> = {
  ...TEMPLATE_FIELDS,
  environment: {
    steps: { kind: "list", required: true, low: 0, high: 65535, shape: "override" },
  },
  override: {
    name: { kind: "text", required: true, low: 1, high: 128 },
    handler: { kind: "object", required: false, shape: "handler override" },
    ...only("step", "retry", "timeout_seconds"),
  },
  "handler override": only("handler", "initialization"),
};

function only(owner: FieldOwner, ...names: string[]): Fields<OverrideOwner>[OverrideOwner] {
  return Object.fromEntries(Object.entries(TEMPLATE_FIELDS[owner]).filter(([name]) => names.includes(name)));
}

/** What an override changes of a step. */
interface Override {
  readonly name: string;
  readonly handler?: { readonly initialization?: object };
  readonly retry?: object;
  readonly timeout_seconds?: number;
}

/** A step as far as overrides know it. */
interface OverridableStep {
  readonly name: string;
  readonly handler: { readonly initialization?: object };
  readonly retry?: object;
}

/** Name of the override that holds for all steps. */
const ALL = "ALL";

/**
 * Finds what is wrong with the overrides of every environment, also of those that do not hold now.
 *
 * @param environments The file's `environments`, if any.
 * @param template The file's template.
 * @returns The faults, with paths such as `environments.production.steps[0].timeout_seconds`.
 */
export function* environmentFaults(
  environments: unknown,
  template: Readonly<Record<string, unknown>>,
): Generator<Fault> {
  if (environments === undefined || environments === null) return;
  if (!isObject(environments)) return yield { path: "environments", reason: "must be an object" };
  const names = [ALL, ...asArray(template.steps).flatMap((step) => isObject(step) ? String(step.name) : [])];
  for (const [environment, overrides] of Object.entries(environments)) {
    const path = joinPath("environments", environment);
    yield* fieldFaults(overrides, "environment", OVERRIDE_FIELDS, path);
    for (const [index, override] of asArray(isObject(overrides) ? overrides.steps : []).entries()) {
      const name = isObject(override) ? override.name : undefined;
      if (typeof name !== "string" || names.includes(name)) continue;
      const nearest = nearestName(name, names);
      const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      yield { path: `${path}.steps[${index}].name`, reason: `there is no step "${name}"${hint}` };
    }
  }
}

/**
 * Merges one environment's overrides into a template: those for `ALL` first, then each step's own.
 * Initialization and retry are merged by key.
 *
 * @param template The file's template, without faults.
 * @param environments The file's `environments`, without faults.
 * @param environment Which of them holds.
 * @returns The template with the overrides.
 */
export function applyEnvironment(
  template: Readonly<Record<string, unknown>>,
  environments: unknown,
  environment: string,
): Readonly<Record<string, unknown>> {
  const chosen = isObject(environments) ? environments[environment] : undefined;
  if (!isObject(chosen)) return template;
  const overrides = asArray(chosen.steps) as Override[];
  const [forAll, forOne] = [
    overrides.filter(({ name }) => name === ALL),
    overrides.filter(({ name }) => name !== ALL),
  ];
  const steps = (template.steps as OverridableStep[]).map((step) =>
    [...forAll, ...forOne.filter(({ name }) => name === step.name)].reduce(applyOverride, step)
  );
  return { ...template, steps };
}

function applyOverride(
  step: OverridableStep,
  { name: _, handler, retry, ...rest }: Override,
): OverridableStep {
  return {
    ...step,
    ...rest,
    ...(retry === undefined ? {} : { retry: { ...step.retry, ...retry } }),
    ...(handler?.initialization === undefined ? {} : {
      handler: {
        ...step.handler,
        initialization: { ...step.handler.initialization, ...handler.initialization },
      },
    }),
  };
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
