import { z } from "@hono/zod-openapi";
import { quoted } from "../../core/schema_reason.ts";

/**
 * A parameter that holds some names of a list, with commas between.
 *
 * @param known The names.
 * @param maxLength Longest that it may be, in characters.
 * @param least Fewest that it must hold.
 */
export function commaList<Name extends string>(
  known: readonly Name[],
  maxLength: number,
  least = 1,
): z.ZodType<readonly Name[], string> {
  return z.string().max(maxLength).transform((text, context) => {
    const words = text.split(",").map((word) => word.trim());
    const isKnown = (word: string): word is Name => (known as readonly string[]).includes(word);
    const all = known.join(", ");
    for (const [index, word] of words.entries()) {
      if (isKnown(word) || word === "") continue;
      const message = `must be one of ${all}, not ${quoted(word)}`;
      context.addIssue({ code: "custom", path: [index], message });
    }
    const isShort = words.filter((word) => word !== "").length < least;
    if (isShort) context.addIssue({ code: "custom", message: `must be some of ${all}` });
    return words.filter(isKnown);
  });
}
