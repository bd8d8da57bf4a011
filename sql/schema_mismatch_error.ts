/** Thrown when a database and this release's SQL files disagree. */
export class SchemaMismatchError extends Error {
  /**
   * Makes an error.
   *
   * @param message What disagrees, in sentence case and without a final period.
   */
  constructor(message: string) {
    super(message);
    this.name = "SchemaMismatchError";
  }
}
