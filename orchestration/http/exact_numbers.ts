import type { MiddlewareHandler } from "hono";
import { mayBeInexact, parseExactly } from "../../core/exact_json.ts";

/**
 * Reads bodies with long numbers so that contexts, results and annotations keep every digit on their way to the
 * database. Other bodies are read as ever.
 *
 * @throws {TaskerError} `TK001` for a number beyond the range of a double.
 */
export const keepNumbersExact: MiddlewareHandler = async (c, next) => {
  if (c.req.raw.body !== null) {
    const text = await c.req.text();
    if (mayBeInexact(text)) {
      const body = attempt(() => parseExactly(text));
      if (body !== undefined) c.req.json = <T>() => Promise.resolve(body as T);
    }
  }
  await next();
};

/** What is no JSON at all is refused later, by the routes that ask for it. */
function attempt(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
