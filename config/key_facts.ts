import { z } from "zod";
import { configSchema } from "./schema.ts";

/** What is known of one key of the configuration. */
export interface KeyFacts {
  /** Dotted key: `worker.lease_seconds`. */
  readonly key: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Kind of value: `integer`, `number`, `string`, `array` or `object`. */
  readonly kind: string;
  /** Values to choose from, when there are few. */
  readonly choices: readonly string[] | undefined;
  /** Least and greatest value, for numbers; `above` when the least itself is out. */
  readonly range: { readonly least: number; readonly greatest: number; readonly above: boolean } | undefined;
  /** Unit of a number: `ms`, `s`, `bytes`. */
  readonly unit: string | undefined;
}

/** The parts of a JSON Schema that {@linkcode KEY_FACTS} reads. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** Facts of every key and table, by dotted key, in the order of the schema. */
export const KEY_FACTS: ReadonlyMap<string, KeyFacts> = new Map(
  [...walk(z.toJSONSchema(configSchema, { io: "input" }) as SchemaNode, "")].map((
    facts,
  ) => [facts.key, facts]),
);

function* walk(node: SchemaNode, prefix: string): Generator<KeyFacts> {
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const least = child.minimum ?? child.exclusiveMinimum;
    yield {
      key: prefix + name,
      summary: child.description ?? "",
      kind: child.type ?? "unknown",
      choices: child.enum,
      range: least === undefined || child.maximum === undefined
        ? undefined
        : { least, greatest: child.maximum, above: child.minimum === undefined },
      unit: child.unit,
    };
    yield* walk(child, `${prefix}${name}.`);
  }
}

/**
 * Writes what a key accepts: `5 to 3600 s`, or `"direct" or "pgmq"`.
 *
 * @param facts Facts of the key.
 * @returns The text; the kind of value when nothing narrower is known.
 */
export function formatAccepted(facts: KeyFacts): string {
  if (facts.choices !== undefined) {
    const quoted = facts.choices.map((choice) => `"${choice}"`);
    return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
  }
  if (facts.range === undefined) return ARTICLES[facts.kind] ?? facts.kind;
  const { least, greatest, above } = facts.range;
  const unit = facts.unit === undefined ? "" : ` ${facts.unit}`;
  return above ? `above ${least} and up to ${greatest}${unit}` : `${least} to ${greatest}${unit}`;
}

const ARTICLES: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  object: "a table",
  string: "a string",
};
