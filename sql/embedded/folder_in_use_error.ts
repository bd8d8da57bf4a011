/** Thrown when another process owns a data folder. */
export class DataFolderInUseError extends Error {
  /** Its name, for logs. */
  override readonly name = "DataFolderInUseError";
  /** Real path of the folder. */
  readonly folder: string;
  /** Process that owns it; `undefined` when it did not say. */
  readonly ownerPid: number | undefined;

  /**
   * Makes an error.
   *
   * @param folder Real path of the folder.
   * @param ownerPid Process that owns it, when known.
   */
  constructor(folder: string, ownerPid: number | undefined) {
    super(`Cannot start PostgreSQL: data folder "${folder}" is in use by process ${ownerPid ?? "unknown"}`);
    this.folder = folder;
    this.ownerPid = ownerPid;
  }
}
