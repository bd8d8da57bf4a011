import { workerLog } from "./log.ts";
import { errorDelayMs, isFaultOfData, pause } from "./outage.ts";
import { type PendingResult, replaced } from "./pending_result.ts";

/** Most results in one statement. */
const MAX_BATCH = 700;

/** Most text in one statement, in UTF-16 units; a single larger result goes alone. */
const MAX_BATCH_LENGTH = 8_000_000;

/** Least results that open a second statement beside the one under way. */
const SECOND_BATCH = 250;

/** Statements under way at once. */
const MAX_IN_FLIGHT = 3;

/** Options for {@linkcode CompletionBatcher}. */
export interface CompletionBatcherOptions {
  /** Records results; each `lane`, counted from 0, has one statement at a time. */
  readonly record: (lane: number, results: readonly PendingResult[]) => Promise<void>;
  /** Told how many results were recorded. */
  readonly onRecorded: (count: number) => void;
  /** Told when a reply was lost: steps may have come along with it. */
  readonly onLostReply: () => void;
  /** Whether no more results can be expected soon, so that waiting for others is in vain. */
  readonly isQuiet: () => boolean;
  /** Ends the retries. */
  readonly signal: AbortSignal;
}

/**
 * Sends results in batches. A result goes at once when nothing is under way, and while something is, results gather:
 * no delay when idle, large batches under load. A result is kept until the database has it.
 */
export class CompletionBatcher {
  readonly #options: CompletionBatcherOptions;
  readonly #freeLanes: number[] = Array.from({ length: MAX_IN_FLIGHT }, (_, lane) => lane);
  #pending: PendingResult[] = [];
  readonly #sending = new Set<readonly PendingResult[]>();
  #expecting = 0;
  #isScheduled = false;
  #drained: (() => void) | undefined;

  /** Makes a batcher. */
  constructor(options: CompletionBatcherOptions) {
    this.#options = options;
  }

  /** Results that the database does not have yet. */
  get size(): number {
    let size = this.#pending.length;
    for (const batch of this.#sending) size += batch.length;
    return size;
  }

  /** Results among them that other steps follow: recorded, each brings about one along. */
  get expecting(): number {
    return this.#expecting;
  }

  /** Steps whose results the database does not have yet. */
  heldStepUuids(): string[] {
    return [...this.#sending, this.#pending].flatMap((batch) => batch.map(({ stepUuid }) => stepUuid));
  }

  /** Takes a result. */
  add(result: PendingResult): void {
    this.#pending.push(result);
    this.#expecting += expected(result);
    if (this.#pending.length >= MAX_BATCH) this.#flush();
    else this.#schedule();
  }

  /** Resolves when the database has every result, or the signal ended the retries. */
  async drained(): Promise<void> {
    if (this.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#drained = resolve;
    if (this.#options.signal.aborted) resolve();
    this.#options.signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#drained = undefined;
  }

  /** At once when nothing else is coming; else at the end of the turn, with what else ends in it. */
  #schedule(): void {
    if (this.#isScheduled || this.#freeLanes.length === 0) return;
    this.#isScheduled = true;
    const flush = () => {
      this.#isScheduled = false;
      this.#flush();
    };
    if (this.#options.isQuiet()) queueMicrotask(flush);
    else setImmediate(flush);
  }

  #flush(): void {
    while (this.#pending.length > 0 && this.#mayFlush()) {
      const lane = this.#freeLanes.shift() ?? 0;
      void this.#carry(lane, this.#nextBatch());
    }
  }

  #mayFlush(): boolean {
    const inFlight = this.#sending.size;
    return inFlight === 0 || (inFlight < MAX_IN_FLIGHT && this.#pending.length >= SECOND_BATCH);
  }

  #nextBatch(): readonly PendingResult[] {
    let count = 0;
    let length = 0;
    for (const { text } of this.#pending) {
      length += text.length;
      if (count === MAX_BATCH || (count > 0 && length > MAX_BATCH_LENGTH)) break;
      count += 1;
    }
    const batch = this.#pending.slice(0, count);
    this.#pending = this.#pending.slice(count);
    return batch;
  }

  async #carry(lane: number, batch: readonly PendingResult[]): Promise<void> {
    this.#sending.add(batch);
    const isRecorded = await this.#send(lane, batch);
    this.#sending.delete(batch);
    for (const result of batch) this.#expecting -= expected(result);
    this.#freeLanes.unshift(lane);
    if (isRecorded) this.#options.onRecorded(batch.length);
    if (this.size === 0) this.#drained?.();
    else this.#flush();
  }

  /**
   * Sends until the database has it. A batch that it refuses is halved until the result to blame stands alone.
   *
   * @returns False when the retries were ended.
   */
  async #send(lane: number, batch: readonly PendingResult[]): Promise<boolean> {
    const { record, onLostReply, signal } = this.#options;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await record(lane, batch);
        return true;
      } catch (error) {
        if (isFaultOfData(error)) return await this.#isolate(lane, batch, error);
        const count = batch.length;
        workerLog.error("Cannot record {count} results, trying again: {error}", { count, error });
        onLostReply();
        await pause(errorDelayMs(failures), signal);
      }
    }
    return false;
  }

  async #isolate(lane: number, batch: readonly PendingResult[], error: unknown): Promise<boolean> {
    const [first] = batch;
    if (batch.length > 1) {
      const half = batch.length >> 1;
      const isRecorded = await this.#send(lane, batch.slice(0, half));
      return await this.#send(lane, batch.slice(half)) && isRecorded;
    }
    if (first !== undefined && first.isReplaced !== true) {
      return await this.#send(lane, [replaced(first, error)]);
    }
    workerLog.error("Cannot record a failure, giving it up: {error}", { error, stepUuid: first?.stepUuid });
    return false;
  }
}

/** Steps that one result may bring along. */
function expected({ claim }: PendingResult): number {
  return claim?.work.hasChildren === true ? 1 : 0;
}
