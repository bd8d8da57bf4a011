/** One execution of a step, as its handler wrote it down outside the database. */
export interface Execution {
  /** The step. */
  readonly stepUuid: string;
  /** Which attempt it was. */
  readonly attempt: number;
  /** Process that ran it. */
  readonly pid: number;
}

/** Executions of steps, one line each in a file a process, so that they outlive both the process and the database. */
export class Ledger {
  readonly #folder: string;

  /** @param folder Where the files are; it exists. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes an execution down; when it returns, the line is with the operating system, whatever becomes of this process. */
  note(stepUuid: string, attempt: number): void {
    const line = `${stepUuid} ${attempt} ${Deno.pid}\n`;
    Deno.writeTextFileSync(`${this.#folder}/${Deno.pid}.ledger`, line, { append: true });
  }

  /** All that was written down. */
  async read(): Promise<Execution[]> {
    const executions: Execution[] = [];
    for await (const { name } of Deno.readDir(this.#folder)) {
      if (!name.endsWith(".ledger")) continue;
      const text = await Deno.readTextFile(`${this.#folder}/${name}`);
      for (const line of text.split("\n").slice(0, -1)) {
        const [stepUuid = "", attempt, pid] = line.split(" ");
        executions.push({ stepUuid, attempt: Number(attempt), pid: Number(pid) });
      }
    }
    return executions;
  }
}
