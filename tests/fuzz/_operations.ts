import fc from "fast-check";
import { fromSchema, type FromSchemaOptions, type ReadSchema } from "./_from_schema.ts";
import { anyJunk, anyJunkText, spoilt } from "./_junk.ts";

/** The OpenAPI document, as far as it is read here. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, ReadSchema>> };
}

interface Operation {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema?: ReadSchema;
  }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: ReadSchema }>> };
}

/** A request to send. */
export interface FuzzRequest {
  /** Of HTTP. */
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names and values, each storable in a header. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text to send; undefined for none. */
  readonly body?: string;
}

/**
 * Requests to every operation of an API, mostly as its document asks, with something wrong in most.
 *
 * @param document What the API serves about itself.
 * @param known Values that exist, by the name of a parameter or property.
 */
export function anyRequest(
  document: Document,
  known: FromSchemaOptions["known"],
): fc.Arbitrary<FuzzRequest> {
  const resolve = (ref: string) => document.components?.schemas?.[ref.split("/").at(-1) ?? ""];
  const options: FromSchemaOptions = { resolve, known };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      requestOf(path, method.toUpperCase(), operation, options)
    )
  );
  return fc.oneof(...operations);
}

function requestOf(
  path: string,
  method: string,
  { parameters = [], requestBody }: Operation,
  options: FromSchemaOptions,
): fc.Arbitrary<FuzzRequest> {
  const valueOf = (name: string, schema: ReadSchema = {}) =>
    fc.oneof({ weight: 5, arbitrary: fromSchema(schema, options, name) }, anyJunk).map(asText);
  const group = (where: string) => {
    const chosen = parameters.filter((parameter) => parameter.in === where);
    const entries = chosen.map(({ name, schema }) => [name, valueOf(name, schema)]);
    return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<string>>, {
      requiredKeys: where === "path" ? chosen.map(({ name }) => name) : [],
    });
  };
  const junkQuery = fc.option(fc.tuple(fc.string({ maxLength: 8 }), anyJunk.map(asText)), { freq: 8 });
  const schema = requestBody?.content?.["application/json"]?.schema;
  const body = schema === undefined
    ? fc.constant(undefined)
    : fc.oneof({ weight: 8, arbitrary: spoilt(fromSchema(schema, options)).map(asJson) }, anyJunkText);
  const contentType = fc.oneof(
    { weight: 12, arbitrary: fc.constant("application/json") },
    fc.constantFrom("text/plain", "", "application/json; charset=utf-16", "application/xml"),
  );
  return fc.record({
    inPath: group("path"),
    inQuery: group("query"),
    inHeader: group("header"),
    junkQuery,
    body,
    contentType,
  })
    .map(({ inPath, inQuery, inHeader, junkQuery, body, contentType }) => {
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encoded(inPath[name] ?? ""));
      const query = [...Object.entries(inQuery), ...junkQuery === null ? [] : [junkQuery]]
        .map(([name, value]) => `${encoded(name ?? "")}=${encoded(value ?? "")}`).join("&");
      const headers: Record<string, string> = body === undefined ? {} : { "Content-Type": contentType };
      for (const [name, value] of Object.entries(inHeader)) {
        headers[name] = String(value).replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 5_000);
      }
      return {
        method,
        path: query === "" ? filled : `${filled}?${query}`,
        headers,
        ...(body !== undefined && { body }),
      };
    });
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : asJson(value) ?? "";
}

function asJson(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

/** Percent-encoded, whatever it is; a lone surrogate goes as its replacement, as URLs do it. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 4_000);
}
