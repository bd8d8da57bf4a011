import { getLogger } from "@logtape/logtape";
import { METRICS } from "../../../core/telemetry/metrics.ts";
import { admits, type EventFilter, type LiveEvent } from "./audience.ts";
import { type EventId, formatEventId, isAfter } from "./event_id.ts";

const log = getLogger(["tasker", "http", "live"]);

/** What streams consist of. */
const ENCODER = new TextEncoder();

/** Events that are written at once. */
const CHUNK = 100;

/** How long a client waits before it connects again, in milliseconds. */
const RETRY_MS = 1_000;

/** How one stream is. */
export interface EventStreamOptions {
  /** What it carries. */
  readonly filter: EventFilter;
  /** Bytes that may wait for a client that reads slowly. */
  readonly bufferBytes: number;
  /** Time between signs of life, in milliseconds. */
  readonly heartbeatMs: number;
  /** How long it lasts, in milliseconds; then the client connects again. */
  readonly longestMs: number;
  /** Called when it is over, once. */
  readonly onEnd: (stream: EventStream) => void;
}

/**
 * One client's stream of events. It never waits for its client: one that does not keep up is cut off, and goes on with
 * another stream after the last event that it got. Source: WHATWG HTML §9.2.
 */
export class EventStream {
  /** What it carries. */
  readonly filter: EventFilter;
  /** The body of the response. */
  readonly body: ReadableStream<Uint8Array>;
  readonly #options: EventStreamOptions;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  readonly #longest: ReturnType<typeof setTimeout>;
  readonly #filled = new Doorbell();
  readonly #drained = new Doorbell();
  #queue: Uint8Array[] = [];
  #waitingBytes = 0;
  #reached: EventId;
  #isLive = false;
  #isRead = true;
  #isOver = false;

  /**
   * Opens it.
   *
   * @param options How it is.
   * @param reached What the client has seen.
   */
  constructor(options: EventStreamOptions, reached: EventId) {
    this.#options = options;
    this.filter = options.filter;
    this.#reached = reached;
    this.body = new ReadableStream<Uint8Array>({
      pull: (controller) => this.#give(controller),
      cancel: () => this.#end(),
    }, { highWaterMark: 0 });
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatMs);
    this.#longest = setTimeout(() => this.close(), options.longestMs);
    this.#write(`retry: ${RETRY_MS}\n${place(reached)}`);
  }

  /** How far it has come: nothing that it carries is before this and was not sent. */
  get reached(): EventId {
    return this.#reached;
  }

  /** Whether it is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Makes it take what is told from now on; until then it only takes what it asked for itself. */
  goLive(): void {
    this.#isLive = true;
  }

  /**
   * Takes what has just happened; cuts the client off when too much waits for it.
   *
   * @param events In order, from everywhere.
   * @param through How far they go.
   */
  tell(events: readonly LiveEvent[], through: EventId): void {
    if (!this.#isLive || this.#isOver) return;
    const wasFull = this.#isFull;
    if (this.send(events, through) > 0 && wasFull) this.#cut();
  }

  /**
   * Sends events that the client has not got.
   *
   * @param events In order; those that it does not carry, or has sent, are left out.
   * @param through How far they go.
   * @returns How many it sent.
   */
  send(events: readonly LiveEvent[], through: EventId): number {
    const fresh = events.filter((event) => isAfter(event.id, this.#reached) && admits(this.filter, event));
    if (isAfter(through, this.#reached)) this.#reached = through;
    if (fresh.length === 0) return 0;
    for (let i = 0; i < fresh.length; i += CHUNK) this.#write(fresh.slice(i, i + CHUNK).map(frame).join(""));
    METRICS.liveEvents.of().add(fresh.length);
    return fresh.length;
  }

  /** Says that the client cannot go on where it was, and from where it does. */
  reset(reason: "pruned" | "ahead", from: EventId): void {
    this.#reached = from;
    this.#write(`event: reset\ndata: ${JSON.stringify({ reason })}\n${place(from)}`);
  }

  /** Waits until the client has read some of what waits for it. */
  async hasRoom(): Promise<void> {
    while (this.#isFull && !this.#isOver) await this.#drained.rings();
  }

  /** Ends it; the client connects again. */
  close(): void {
    if (!this.#isOver) this.#write(place(this.#reached));
    this.#end();
  }

  get #isFull(): boolean {
    return this.#waitingBytes >= this.#options.bufferBytes;
  }

  /** Lets the client know where it is, so that it need not go through all that was not for it. */
  #beat(): void {
    if (this.#isFull && !this.#isRead) return this.#cut();
    this.#isRead = false;
    if (!this.#isFull) this.#write(`: heartbeat\n${place(this.#reached)}`);
  }

  #cut(): void {
    METRICS.liveCuts.of().add();
    log.debug("A client that follows events does not keep up, it is cut off");
    this.#queue = [];
    this.#end();
  }

  #write(text: string): void {
    const bytes = ENCODER.encode(text);
    this.#queue.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#filled.ring();
  }

  async #give(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (this.#queue.length === 0 && !this.#isOver) await this.#filled.rings();
    const bytes = this.#queue.shift();
    if (bytes === undefined) return controller.close();
    this.#waitingBytes -= bytes.length;
    this.#isRead = true;
    controller.enqueue(bytes);
    this.#drained.ring();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#longest);
    this.#filled.ring();
    this.#drained.ring();
    this.#options.onEnd(this);
  }
}

/** Wakes who waits for it. */
class Doorbell {
  #wake: (() => void) | undefined;

  ring(): void {
    this.#wake?.();
  }

  rings(): Promise<void> {
    return new Promise((resolve) => this.#wake = resolve);
  }
}

/** An id alone: no event to a client, but it remembers it. */
function place(id: EventId): string {
  return `id: ${formatEventId(id)}\n\n`;
}

function frame({ id, kind, text }: LiveEvent): string {
  return `id: ${formatEventId(id)}\nevent: ${kind}\ndata: ${text}\n\n`;
}
