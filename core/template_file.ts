/**
 * Template files: what YAML, TOML or JSON say, made into the template that the database takes.
 *
 * @module
 */
import type { Fault } from "./fault.ts";
import { isObject } from "./json.ts";
import { applyEnvironment, environmentFaults } from "./template_environments.ts";
import { templateFaults } from "./template_faults.ts";
import type { Template } from "./template.ts";

/** What became of a template file: its template, or what is wrong with it. */
export type NormalizedTemplate =
  | { readonly template: Template; readonly faults: readonly [] }
  | { readonly template?: undefined; readonly faults: readonly Fault[] };

/**
 * Makes a template of a parsed template file: other names of fields are resolved, the environment's
 * overrides merged in, everything checked.
 *
 * Beside the fields of `Template`, a file may say `namespace_name` (`namespace`), `depends_on` (`dependencies`),
 * `retry.limit` (`max_attempts`), `type: standard`, `task_handler` (kept as metadata) and `environments`, a map of
 * environment names to `{steps: [{name or "ALL", handler: {initialization}, timeout_seconds, retry}]}`.
 *
 * @param file What the file's parser returned.
 * @param environment Name of the environment whose overrides hold; one without overrides is fine.
 * @returns The template, or every fault with the path as the file has it.
 */
export function normalizeTemplate(file: unknown, environment: string): NormalizedTemplate {
  const plain = toJson(file);
  if (!isObject(plain)) {
    return { faults: [{ path: "", reason: "must be an object with the fields of a template" }] };
  }
  const reading = new Reading();
  const { environments, ...template } = reading.template(plain);
  const faults = [
    ...reading.faults,
    ...templateFaults(template).map((fault) => reading.inTermsOfFile(fault)),
    ...environmentFaults(environments, template),
  ];
  if (faults.length > 0) return { faults };

  const merged = applyEnvironment(template, environments, environment);
  const after = templateFaults(merged).map(({ path, reason }) => ({
    path: `environments.${environment}`,
    reason: `makes ${path} wrong: ${reason}`,
  }));
  return after.length > 0 ? { faults: after } : { template: merged as unknown as Template, faults: [] };
}

/** Dates, which TOML and YAML have, become text; a value that holds itself is none. */
function toJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value ?? null));
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** One pass over a file; remembers which fields went by another name. */
class Reading {
  readonly faults: Fault[] = [];
  readonly #renamed: { from: string; to: string }[] = [];

  template(file: Fields): Fields {
    const { task_handler, ...rest } = this.#rename(file, "", "namespace_name", "namespace");
    return {
      ...rest,
      ...(task_handler === undefined ? {} : { metadata: { ...asObject(rest.metadata), task_handler } }),
      ...(Array.isArray(rest.steps)
        ? { steps: rest.steps.map((step, place) => this.#step(step, `steps[${place}]`)) }
        : {}),
    };
  }

  inTermsOfFile({ path, reason }: Fault): Fault {
    const renamed = this.#renamed.find(({ to }) => path === to || path.startsWith(`${to}[`));
    return { path: renamed === undefined ? path : renamed.from + path.slice(renamed.to.length), reason };
  }

  #step(step: unknown, path: string): unknown {
    if (!isObject(step)) return step;
    const { type = "standard", batch_config, ...rest } = this.#rename(
      step,
      path,
      "depends_on",
      "dependencies",
    );
    if (type !== "standard") {
      this.faults.push({
        path: `${path}.type`,
        reason: `${JSON.stringify(type)} is not supported by this release`,
      });
    }
    if (batch_config !== undefined) {
      this.faults.push({ path: `${path}.batch_config`, reason: "is not supported by this release" });
    }
    return isObject(rest.retry)
      ? { ...rest, retry: this.#rename(rest.retry, `${path}.retry`, "limit", "max_attempts") }
      : rest;
  }

  #rename(object: Fields, path: string, alias: string, name: string): Fields {
    if (object[alias] === undefined) return object;
    const [from, to] = [alias, name].map((key) => path === "" ? key : `${path}.${key}`) as [string, string];
    if (object[name] !== undefined) {
      this.faults.push({ path: from, reason: `means the same as ${name}; give one of them` });
    }
    this.#renamed.push({ from, to });
    const { [alias]: value, ...rest } = object;
    return { [name]: value, ...rest };
  }
}

function asObject(value: unknown): Fields {
  return isObject(value) ? value : {};
}
