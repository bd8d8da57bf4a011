import { toSnakeCase } from "../core/case.ts";
import { isSealed, SEALED_SHOWN } from "../core/secrets/sealed.ts";
import { type Colors, colors } from "./colors.ts";
import { type Column, layOut } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** Moves to the start of the line and clears it. */
const CLEAR_LINE = "\r\x1b[2K";

/** Prints what a command has to say: for people, or as JSON for programs. Answers go to stdout, remarks to stderr. */
export class Output {
  /** Styles for text on stdout; they do nothing when it is no terminal, or `NO_COLOR` is set. */
  readonly colors: Colors;
  /** Whether the answer is wanted as JSON (`--json`). */
  readonly isJson: boolean;
  readonly #terminal: Terminal;
  #hasStatus = false;

  /**
   * Makes an output.
   *
   * @param terminal Where the text goes.
   * @param isJson Whether the answer is wanted as JSON.
   */
  constructor(terminal: Terminal, isJson: boolean) {
    this.#terminal = terminal;
    this.isJson = isJson;
    this.colors = colors(terminal.isTerminal);
  }

  /** Whether a person sees standard output. */
  get isTerminal(): boolean {
    return this.#terminal.isTerminal;
  }

  /** Whether a person sees standard error. */
  get isErrorTerminal(): boolean {
    return this.#terminal.isErrorTerminal;
  }

  /** Characters in a line; `Infinity` when standard output is no terminal. */
  get columns(): number {
    return this.#terminal.columns;
  }

  /** Prints the answer once: `value` as JSON with `--json`, otherwise whatever `human` prints. */
  show(value: unknown, human: () => void): void {
    if (this.isJson) this.json(value);
    else human();
  }

  /** Prints a value as indented JSON, its members named as in SQL and HTTP: `task_uuid`; of what is sealed, that it is. */
  json(value: unknown): void {
    this.line(
      JSON.stringify(
        toSnakeCase(value),
        (_, item) => typeof item === "bigint" ? item.toString() : isSealed(item) ? SEALED_SHOWN : item,
        2,
      ),
    );
  }

  /** Prints a line. */
  line(text = ""): void {
    this.#clearStatus();
    this.#terminal.write(`${text}\n`);
  }

  /** Prints rows in columns, fitted to the terminal. */
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void {
    for (const line of layOut(columns, rows, this.columns, this.colors.bold)) this.line(line);
  }

  /** Prints a remark to stderr, out of the way of the answer. */
  note(text: string): void {
    this.#clearStatus();
    this.#terminal.writeError(`${text}\n`);
  }

  /** Shows progress: on a terminal a line that the next one replaces, elsewhere nothing. */
  status(text: string): void {
    if (!this.#terminal.isErrorTerminal) return;
    const width = this.#terminal.isTerminal ? this.#terminal.columns : 80;
    this.#terminal.writeError(`${CLEAR_LINE}${text.slice(0, width - 1)}`);
    this.#hasStatus = true;
  }

  /** Prints text as it is, without a line break; for screens that a command draws itself. */
  raw(text: string): void {
    this.#terminal.write(text);
  }

  /** Takes a progress line away. */
  #clearStatus(): void {
    if (this.#hasStatus) this.#terminal.writeError(CLEAR_LINE);
    this.#hasStatus = false;
  }

  /** Ends the output: no progress line stays behind. */
  close(): void {
    this.#clearStatus();
  }
}
