/** Options for {@linkcode Child}. */
export interface ChildOptions {
  /** What reports call it. */
  readonly name: string;
  /** Arguments of `deno run`, the program included. */
  readonly args: readonly string[];
  /** Variables of its environment, asked anew at each start. */
  readonly env: () => Readonly<Record<string, string>>;
  /** File that its output is added to. */
  readonly log: string;
}

/** How long a process that ended waits to be started again, in milliseconds. */
const RESTART_MS = 300;

/** Processes that run now; they end with this one. */
const RUNNING = new Set<Deno.ChildProcess>();
globalThis.addEventListener("unload", () => RUNNING.forEach((process) => process.kill("SIGKILL")));

/** A process that is started again whenever it ends, as a supervisor would. */
export class Child implements AsyncDisposable {
  /** What reports call it. */
  readonly name: string;
  readonly #options: ChildOptions;
  readonly #running: Promise<void>;
  #process: Deno.ChildProcess | undefined;
  #isFrozen = false;
  #isStopping = false;
  #starts = 0;

  /** Starts it. */
  constructor(options: ChildOptions) {
    this.name = options.name;
    this.#options = options;
    this.#running = this.#keepRunning();
  }

  /** Whether it stands still. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Its number; undefined while it is not there. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Ends it at once. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  /** Stops it where it stands, without its knowing. */
  freeze(): void {
    this.#isFrozen = true;
    this.#signal("SIGSTOP");
  }

  /** Lets it go on. */
  thaw(): void {
    this.#isFrozen = false;
    this.#signal("SIGCONT");
  }

  /**
   * Asks it to end in good order, and ends it when it does not.
   *
   * @param graceMs How long it may take.
   * @returns Whether it ended by itself.
   */
  async stop(graceMs: number): Promise<boolean> {
    this.#isStopping = true;
    this.thaw();
    this.#signal("SIGTERM");
    let inTime = true;
    const timer = setTimeout(() => {
      inTime = false;
      this.kill();
    }, graceMs);
    await this.#running;
    clearTimeout(timer);
    return inTime;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    this.kill();
    await this.#running;
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#process?.kill(signal);
    } catch {
      // it has ended
    }
  }

  async #keepRunning(): Promise<void> {
    const { args, env, log } = this.#options;
    while (!this.#isStopping) {
      this.#starts += 1;
      this.#process = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", ...args],
        env: { ...env(), NO_COLOR: "1" },
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      RUNNING.add(this.#process);
      this.#isFrozen = false;
      const file = () => Deno.open(log, { create: true, append: true });
      await Promise.all([
        this.#process.stdout.pipeTo((await file()).writable),
        this.#process.stderr.pipeTo((await file()).writable),
        this.#process.status,
      ]);
      RUNNING.delete(this.#process);
      this.#process = undefined;
      if (!this.#isStopping) await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
    }
  }
}
