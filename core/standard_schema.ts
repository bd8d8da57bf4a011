import type { JsonObject } from "./json.ts";

/** One thing a schema found wrong. */
export interface SchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where, from the value's root. */
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/**
 * The outcome of validating a value: the value, or what is wrong with it.
 *
 * @typeParam Output The type of a value that passed.
 */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Converts a schema to JSON Schema. Source: https://standardschema.dev/json-schema */
export interface JsonSchemaConverter {
  /** The JSON Schema of what the schema takes. */
  readonly input: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
}

/**
 * The part of the Standard Schema interface that tasker relies on; zod, valibot and arktype schemas
 * satisfy it, so no public type of tasker names a library. Source: https://standardschema.dev
 *
 * @typeParam Input What a caller passes in.
 * @typeParam Output What validation makes of it.
 */
export interface Schema<Input, Output = Input> {
  /** Entry point shared by all validation libraries that follow the standard. */
  readonly "~standard": {
    /** Version of the standard. */
    readonly version: 1;
    /** Validates one value, without throwing. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Carries the types; has no value. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Converts to JSON Schema, where the library can. */
    readonly jsonSchema?: JsonSchemaConverter;
  };
}

/** A JSON Schema document; `tasker.json_schema_faults` says which keywords the database enforces. */
export type JsonSchema = JsonObject;
