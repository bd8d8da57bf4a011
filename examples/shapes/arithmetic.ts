import { z } from "zod";

/** What every shape starts with. */
const EvenNumber = z.object({ even_number: z.int().multipleOf(2) });

/** Options that the shapes share. */
export const SHAPE = { namespace: "shapes", version: "1.0.0", input: EvenNumber } as const;

/** Multiplies decimal numbers of any length. Results are text, because JSON numbers end at 2^53 and n^64 does not. */
export function product(...factors: readonly string[]): string {
  return factors.reduce((total, factor) => total * BigInt(factor), 1n).toString();
}

/** Squares a number. */
export function square(factor: string | number): string {
  return product(String(factor), String(factor));
}

/** What a shape must come to: `base` to the power of `exponent`. */
export function power(base: number, exponent: number): string {
  return (BigInt(base) ** BigInt(exponent)).toString();
}
