import type { Fault } from "./fault.ts";
import { isObject } from "./json.ts";
import { nearestName } from "./nearest_name.ts";
import { tokensOf } from "./secrets/pointer.ts";

/** The steps of a template as far as they are well-formed. */
interface Step {
  readonly name: string;
  readonly place: number;
  readonly dependencies: readonly string[];
  readonly retry: Readonly<Record<string, unknown>>;
}

/**
 * Finds what is wrong with a template's steps together: names used twice, dependencies that do not exist or are
 * listed twice, cycles, a longest delay shorter than the first, sensitive values that are told or compared. Source: `sql/functions/templates/template_graph_faults.sql`.
 *
 * @param template Any value that ought to be a template.
 * @returns The faults; what is malformed by itself is left to others.
 */
export function templateGraphFaults(template: unknown): Fault[] {
  const steps = readSteps(template);
  return [
    ...duplicateNames(steps),
    ...wrongDependencies(steps),
    ...cycles(steps),
    ...shortDelays(steps),
    ...sensitiveFaults(template),
  ];
}

function readSteps(template: unknown): Step[] {
  const entries = isObject(template) && Array.isArray(template.steps) ? template.steps : [];
  return entries.flatMap((entry: unknown, place) => {
    if (!isObject(entry) || typeof entry.name !== "string") return [];
    const dependencies = Array.isArray(entry.dependencies) ? entry.dependencies : [];
    return {
      name: entry.name,
      place,
      dependencies: dependencies.filter((dependency) => typeof dependency === "string"),
      retry: isObject(entry.retry) ? entry.retry : {},
    };
  });
}

function* duplicateNames(steps: readonly Step[]): Generator<Fault> {
  const first = new Map<string, number>();
  for (const { name, place } of steps) {
    const before = first.get(name);
    if (before === undefined) first.set(name, place);
    else yield { path: `steps[${place}].name`, reason: `"${name}" is the name of steps[${before}] already` };
  }
}

function* wrongDependencies(steps: readonly Step[]): Generator<Fault> {
  const names = new Set(steps.map((step) => step.name));
  for (const { name, place, dependencies } of steps) {
    for (const [index, dependency] of dependencies.entries()) {
      const path = `steps[${place}].dependencies[${index}]`;
      if (!names.has(dependency)) {
        const nearest = nearestName(dependency, names.difference(new Set([name])));
        const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
        yield { path, reason: `there is no step "${dependency}"${hint}` };
      } else if (dependencies.indexOf(dependency) < index) {
        yield { path, reason: `"${dependency}" is listed twice` };
      }
    }
  }
}

/** Takes away what no cycle goes through, until the rest is nothing but cycles and what hangs below them. */
function* cycles(steps: readonly Step[]): Generator<Fault> {
  const parents = new Map(steps.map((step) => [step.name, new Set(step.dependencies)]));
  for (;;) {
    removeRoots(parents);
    const start = parents.keys().next();
    if (start.done) return;
    const walk: string[] = [start.value];
    for (let at = parentOf(start.value, parents);; at = parentOf(at, parents)) {
      const seen = walk.indexOf(at);
      walk.push(at);
      if (seen < 0) continue;
      const cycle = walk.slice(seen);
      yield { path: "steps", reason: `a cycle: ${cycle.reverse().join(" → ")}` };
      for (const name of cycle) parents.delete(name);
      break;
    }
  }
}

function parentOf(name: string, parents: ReadonlyMap<string, ReadonlySet<string>>): string {
  for (const parent of parents.get(name) ?? []) {
    if (parents.has(parent)) return parent;
  }
  throw new Error(`Cannot find a cycle: "${name}" has no parent left`);
}

/** Removes the steps that need no other, then those that needed only these, and so on. */
function removeRoots(parents: Map<string, ReadonlySet<string>>): void {
  const children = new Map<string, string[]>();
  const missing = new Map<string, number>();
  for (const [name, needs] of parents) {
    const inside = [...needs].filter((need) => parents.has(need));
    missing.set(name, inside.length);
    for (const need of inside) {
      const known = children.get(need);
      if (known === undefined) children.set(need, [name]);
      else known.push(name);
    }
  }
  const roots = [...missing].filter(([, count]) => count === 0).map(([name]) => name);
  for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
    parents.delete(root);
    for (const child of children.get(root) ?? []) {
      const left = (missing.get(child) ?? 0) - 1;
      missing.set(child, left);
      if (left === 0) roots.push(child);
    }
  }
}

function* shortDelays(steps: readonly Step[]): Generator<Fault> {
  for (const { place, retry: { backoff_base_ms: first, max_backoff_ms: longest } } of steps) {
    if (typeof first === "number" && typeof longest === "number" && longest < first) {
      yield { path: `steps[${place}].retry.max_backoff_ms`, reason: "must be at least backoff_base_ms" };
    }
  }
}

/** What is sealed differs each time, so no identity is made of it, and nobody searches for it. */
function* sensitiveFaults(template: unknown): Generator<Fault> {
  if (!isObject(template) || !Array.isArray(template.sensitive) || template.sensitive.length === 0) return;
  if (template.identity_strategy === "strict") {
    yield { path: "sensitive", reason: "does not go with identity_strategy strict, which compares contexts" };
  }
  const sealed = template.sensitive.filter((pointer) => typeof pointer === "string").map(tokensOf);
  const searchable: unknown[] = Array.isArray(template.searchable) ? template.searchable : [];
  for (const [place, path] of searchable.entries()) {
    if (typeof path !== "string") continue;
    const keys = path.split(".");
    if (sealed.some((tokens) => tokens.every((token, at) => at >= keys.length || token === keys[at]))) {
      yield { path: `searchable[${place}]`, reason: "is sensitive" };
    }
  }
}
