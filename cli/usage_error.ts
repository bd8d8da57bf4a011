/** Thrown when a command line is wrong; `main` prints it with a pointer to `--help` and returns 2. */
export class UsageError extends Error {
  /** Its name, for logs. */
  override readonly name = "UsageError";
  /** What to do instead, in one sentence. */
  readonly hint: string | undefined;

  /**
   * Makes an error.
   *
   * @param message What is wrong, in sentence case and without a final period.
   * @param hint What to do instead, in one sentence.
   */
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
