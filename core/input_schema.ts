import { PermanentError } from "./handler_errors.ts";
import type { JsonSchema, Schema, SchemaIssue } from "./standard_schema.ts";

/**
 * What {@linkcode toInputSchema} reads of a task's options.
 *
 * @typeParam Args What a caller passes in.
 * @typeParam Input What handlers see of it.
 */
export interface InputOptions<Args, Input> {
  /** Name of the task, for the error. */
  readonly name: string;
  /** Schema in the author's library. */
  readonly input?: Schema<Args, Input>;
  /** JSON Schema given by the author. */
  readonly inputSchema?: JsonSchema;
}

/**
 * Finds the JSON Schema of a task's context: the one given, or the one that `input` converts to.
 *
 * @param options The task's options.
 * @typeParam Args What a caller passes in.
 * @typeParam Input What handlers see of it.
 * @returns The JSON Schema, or undefined when the task declares no input.
 * @throws {TypeError} If `input` cannot be converted and no `inputSchema` is given.
 */
export function toInputSchema<Args, Input>(options: InputOptions<Args, Input>): JsonSchema | undefined {
  if (options.inputSchema !== undefined || options.input === undefined) return options.inputSchema;
  const converter = options.input["~standard"].jsonSchema;
  try {
    if (converter === undefined) throw new TypeError("its library has no JSON Schema converter");
    return converter.input({ target: "draft-2020-12" }) as JsonSchema;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(
      `Cannot convert the input of task "${options.name}" to JSON Schema: ${reason}; give "inputSchema"`,
      { cause },
    );
  }
}

/**
 * Checks a context with the author's schema, as a handler is about to see it.
 *
 * @typeParam Input What a caller passes in.
 * @typeParam Output What validation makes of it.
 * @param schema The author's schema.
 * @param value The stored context.
 * @returns The validated value.
 * @throws {PermanentError} If it does not match; another attempt would not either.
 */
export async function parseInput<Input, Output>(
  schema: Schema<Input, Output>,
  value: unknown,
): Promise<Output> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  throw new PermanentError(
    `Context does not match the input schema: ${result.issues.map(formatIssue).join("; ")}`,
    {
      errorCode: "TK003",
    },
  );
}

function formatIssue({ message, path = [] }: SchemaIssue): string {
  const at = issuePath(path);
  return at === "" ? message : `${at}: ${message}`;
}

/** Writes where a schema found something wrong: `items.0.sku`. */
export function issuePath(path: NonNullable<SchemaIssue["path"]>): string {
  return path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
}
