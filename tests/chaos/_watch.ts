import { checkInvariants } from "../../orchestration/calls/check_invariants.ts";
import { withSession } from "./_customers.ts";
import { elapsed } from "./_rest.ts";

/** Looks at the whole while it is being broken: every second whether the invariants hold, and whether work goes on. */
export class Watch {
  /** Invariants that were found broken, in words. */
  readonly broken = new Set<string>();
  readonly #url: string;
  readonly #ledger: string;
  #looks = 0;
  #size = 0;
  #movedAt = performance.now();
  #standstillMs = 0;
  #revivedAt: number | undefined;
  #recoveryMs = 0;

  /**
   * Makes a watch; `run()` lets it look.
   *
   * @param url The database, reached directly.
   * @param ledger Where handlers write down what they run.
   */
  constructor(url: string, ledger: string) {
    this.#url = url;
    this.#ledger = ledger;
  }

  /** Looks at the invariants that had an answer. */
  get looks(): number {
    return this.#looks;
  }

  /** Longest time in which no handler was called, in milliseconds. */
  get standstillMs(): number {
    return this.#standstillMs;
  }

  /** Longest time from the server's return until a handler was called, in milliseconds. */
  get recoveryMs(): number {
    return this.#recoveryMs;
  }

  /** Told that the server serves again. */
  revived(): void {
    this.#revivedAt ??= performance.now();
  }

  /** Looks until told to stop. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#watchInvariants(signal), this.#watchProgress(signal)]);
  }

  /** Looks at the invariants once: of everything, or of what is live. */
  async look(scope: "all" | "live"): Promise<void> {
    await withSession(this.#url, async (sql) => {
      for (const { invariant, entity, detail } of await checkInvariants(sql, { scope })) {
        this.broken.add(`${invariant} ${entity}: ${detail}`);
      }
      this.#looks += 1;
    });
  }

  async #watchInvariants(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look("live").catch(() => {});
      await elapsed(1_000, signal);
    }
  }

  async #watchProgress(signal: AbortSignal): Promise<void> {
    this.#movedAt = performance.now();
    while (!signal.aborted) {
      const size = await this.#sizeOfLedger();
      const now = performance.now();
      this.#standstillMs = Math.max(this.#standstillMs, now - this.#movedAt);
      if (size > this.#size) {
        this.#size = size;
        this.#movedAt = now;
        if (this.#revivedAt !== undefined) {
          this.#recoveryMs = Math.max(this.#recoveryMs, now - this.#revivedAt);
        }
        this.#revivedAt = undefined;
      }
      await elapsed(50, signal);
    }
  }

  async #sizeOfLedger(): Promise<number> {
    let size = 0;
    for await (const { name } of Deno.readDir(this.#ledger)) {
      size += (await Deno.stat(`${this.#ledger}/${name}`)).size;
    }
    return size;
  }
}
