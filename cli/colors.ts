import * as ansi from "@std/fmt/colors";

/** Styles a text for a terminal. */
export type Style = (text: string) => string;

/** The styles that commands use; each leaves its text as it is where colours are off. */
export interface Colors {
  /** Headings. */
  readonly bold: Style;
  /** What matters less. */
  readonly dim: Style;
  /** Failure. */
  readonly red: Style;
  /** Success. */
  readonly green: Style;
  /** Waiting, warning. */
  readonly yellow: Style;
  /** Work going on. */
  readonly cyan: Style;
}

/** The typed face of `@std/fmt/colors`, whose package for Deno carries no types. */
const STYLES: Colors = ansi;

const asIs: Style = (text) => text;

/**
 * Chooses styles.
 *
 * @param enabled Whether colours are wanted; `@std/fmt` itself also obeys `NO_COLOR`.
 * @returns The styles.
 */
export function colors(enabled: boolean): Colors {
  return enabled ? STYLES : { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs, cyan: asIs };
}
