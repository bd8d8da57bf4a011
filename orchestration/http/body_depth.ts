import type { MiddlewareHandler } from "hono";
import { TaskerError } from "../../core/errors.ts";

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22,
  0x5c,
  0x5b,
  0x5d,
  0x7b,
  0x7d,
];

/**
 * Refuses JSON whose objects and arrays stand too deep within each other, before it is parsed: what walks over it later
 * needs a stack as deep.
 *
 * @param most Levels, 1 or more.
 */
export function limitBodyDepth(most: number): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.raw.body !== null && depthOf(await c.req.text(), most) > most) {
      throw new TaskerError(
        "TK001",
        `Cannot accept the request's body: it has more than ${most} levels of objects and arrays`,
        {
          hint: "Make it flatter, or raise web.max_body_depth.",
        },
      );
    }
    await next();
  };
}

/** How deep JSON goes; counting ends beyond `most`. */
export function depthOf(json: string, most: number): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let i = 0; i < json.length && deepest <= most; i++) {
    const code = json.charCodeAt(i);
    if (isText) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) isText = false;
    } else if (code === QUOTE) isText = true;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth -= 1;
  }
  return deepest;
}
