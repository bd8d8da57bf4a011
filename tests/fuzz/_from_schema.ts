import fc from "fast-check";

/** A JSON Schema, as far as it is read here. */
export interface ReadSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly ReadSchema[];
  readonly oneOf?: readonly ReadSchema[];
  readonly allOf?: readonly ReadSchema[];
  readonly properties?: Readonly<Record<string, ReadSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ReadSchema;
  readonly items?: ReadSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** Options for {@linkcode fromSchema}. */
export interface FromSchemaOptions {
  /** Finds what a `$ref` names. */
  readonly resolve: (ref: string) => ReadSchema | undefined;
  /** Values for a property or format of a name, where a schema cannot say what exists: ids, names. */
  readonly known: Readonly<Record<string, fc.Arbitrary<unknown>>>;
}

/** Values that a JSON Schema allows. */
export function fromSchema(
  schema: ReadSchema,
  options: FromSchemaOptions,
  name = "",
  depth = 0,
): fc.Arbitrary<unknown> {
  const known = options.known[name] ?? options.known[schema.format ?? ""];
  if (known !== undefined) return fc.oneof({ weight: 4, arbitrary: known }, plain(schema, options, depth));
  return plain(schema, options, depth);
}

function plain(schema: ReadSchema, options: FromSchemaOptions, depth: number): fc.Arbitrary<unknown> {
  const into = (part: ReadSchema, name = "") => fromSchema(part, options, name, depth + 1);
  if (depth > 6) return fc.constant(null);
  if (schema.$ref !== undefined) return into(options.resolve(schema.$ref) ?? {});
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => into(choice)));
  if (schema.allOf !== undefined) {
    return fc.tuple(...schema.allOf.map((part) => into(part))).map((parts) => Object.assign({}, ...parts));
  }
  const types = typeof schema.type === "string" ? [schema.type] : schema.type ?? ["any"];
  return fc.oneof(...types.map((type) => ofType(type, schema, into)));
}

function ofType(
  type: string,
  schema: ReadSchema,
  into: (part: ReadSchema, name?: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const { minimum = -1000, maximum = Math.max(minimum, 1000) } = schema;
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: Math.ceil(minimum), max: Math.min(Math.floor(maximum), 2 ** 31 - 1) });
    case "number":
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case "string":
      return textOf(schema);
    case "array": {
      const { minItems: minLength = 0, maxItems = 3 } = schema;
      return fc.array(into(schema.items ?? {}), {
        minLength,
        maxLength: Math.max(minLength, Math.min(maxItems, 3)),
      });
    }
    case "object": {
      const entries = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, into(part, name)]);
      const requiredKeys = [...schema.required ?? []].filter((key) => key in (schema.properties ?? {}));
      return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys,
      });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textOf({ format, pattern, enum: _, ...schema }: ReadSchema): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern !== undefined) {
    try {
      return fc.stringMatching(new RegExp(pattern));
    } catch {
      // a pattern that cannot be turned round
    }
  }
  const minLength = schema.minLength ?? 0;
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(schema.maxLength ?? 20, 20)) });
}
