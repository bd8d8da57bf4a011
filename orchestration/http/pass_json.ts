import type { PendingQuery, Row } from "postgres";
import type { TypedResponse } from "hono";
import { toTaskerError } from "../../core/driver_errors.ts";
import { hideSealedText } from "../../core/secrets/sealed.ts";
import { entityTag, isKnown } from "./entity_tag.ts";
import type { ApiRequest } from "./api_env.ts";

/** JSON as the database wrote it. */
export type JsonText = string;

/** A response that goes where any type of JSON is declared. */
type Passed<Status extends number> = Response & TypedResponse<never, Status & 200, "json">;

/**
 * Asks the database for an answer that goes out as it is: nothing is read, renamed and written again on the way.
 *
 * @param statement Gives one row with one column, `json`, as text.
 * @returns The text; `null` where the column is.
 * @throws {TaskerError} As the function that the statement calls.
 */
export async function readJson(statement: PendingQuery<Row[]>): Promise<JsonText> {
  try {
    const [row] = await statement;
    return row?.json ?? "null";
  } catch (error) {
    throw toTaskerError(error);
  }
}

/**
 * Answers with JSON that is written already; what is sealed in it is not told. A caller of `GET` who knows it (`If-None-Match`) gets 304.
 *
 * @param c The request.
 * @param json The JSON.
 * @param status HTTP status; the default is 200.
 */
export function passJson<const Status extends 200 | 201 | 202 | 207 = 200>(
  c: ApiRequest,
  json: JsonText,
  status: Status = 200 as Status,
): Passed<Status> {
  const text = hideSealedText(json);
  if (c.req.method === "GET" && status === 200) {
    const tag = entityTag(text);
    c.header("ETag", tag);
    c.header("Cache-Control", "private, no-cache");
    if (isKnown(c.req.header("If-None-Match"), tag)) return c.body(null, 304) as unknown as Passed<Status>;
  }
  c.header("Content-Type", "application/json");
  return c.body(text, status) as unknown as Passed<Status>;
}
