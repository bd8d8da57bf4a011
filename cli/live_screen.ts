import type { Output } from "./output.ts";

/** Lines on a terminal that each drawing replaces. */
export class LiveScreen {
  readonly #out: Output;
  #height = 0;

  /** Makes a screen that begins where the cursor is. */
  constructor(out: Output) {
    this.#out = out;
  }

  /**
   * Draws over what was drawn before.
   *
   * @param lines The new lines; none may be wider than the terminal.
   */
  draw(lines: readonly string[]): void {
    const top = this.#height === 0 ? "" : `\x1b[${this.#height}A`;
    this.#out.raw(`${top}${lines.map((line) => `\x1b[2K${line}\n`).join("")}\x1b[J`);
    this.#height = lines.length;
  }
}
