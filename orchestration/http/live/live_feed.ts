import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import type { LiveConfig } from "../../../config/components/live.ts";
import { TaskerError } from "../../../core/errors.ts";
import { Loop } from "../../../core/loop.ts";
import { Rest } from "../../../core/rest.ts";
import { ManagedService } from "../../../core/service.ts";
import { processGauge, type ReadFamily } from "../../sight/metrics_source.ts";
import type { Subscription } from "../../../sql/listener.ts";
import { audienceOf, type EventFilter } from "./audience.ts";
import { allOf, type EventId, isAfter } from "./event_id.ts";
import { EventStream } from "./event_stream.ts";
import { checkHistoryId, getSettledHistory, listEvents, listMissing, listTaskEvents } from "./read_events.ts";

const log = getLogger(["tasker", "http", "live"]);

/** Channel on which the database tells that steps are ready. */
const CHANNEL = "tasker_ready";

/** Time between two looks, in milliseconds: while things happen, and at most while nothing does. */
const [SHORTEST_MS, LONGEST_MS] = [10, 250];

/** Looking takes at most one part in so many of the time. */
const BREAK = 4;

/** Longest that a stream waits to be taken in, in milliseconds. */
const JOIN_MS = 5_000;

/** Options for {@linkcode LiveFeed}. */
export interface LiveFeedOptions {
  /** Pool to read the history on. */
  readonly sql: Sql;
  /** How many streams, and how they are. */
  readonly live: LiveConfig;
}

/** What a client wants to follow. */
export interface Follow {
  /** What the stream shall carry. */
  readonly filter: EventFilter;
  /**
   * The last event that the client has.
   *
   * @default {undefined} what happens from now on
   */
  readonly after?: EventId | undefined;
}

/**
 * Follows the history for all streams of a process: one reader, however many streams there are, and none while there is
 * no stream. What it tells is settled, so that a stream which goes on after any event misses nothing. Notifications only
 * make it look sooner. Source: `sql/functions/live`.
 */
export class LiveFeed extends ManagedService {
  readonly #options: LiveFeedOptions;
  readonly #loop: Loop;
  readonly #streams = new Set<EventStream>();
  readonly #joiners = new Set<Joiner>();
  #openCount = 0;
  #isEnding = false;
  #watch: string | null = null;
  #position: EventId = allOf(0);
  readonly #stillness = new Rest({ shortestMs: SHORTEST_MS, longestMs: LONGEST_MS });
  #isResting = false;

  /** Makes a feed; it reads nothing before the first stream. */
  constructor(options: LiveFeedOptions) {
    super();
    this.#options = options;
    this.#loop = new Loop({ name: "live", turn: () => this.#turn() });
  }

  /** What it wants to hear of the database. */
  get subscription(): Subscription {
    const look = () => {
      if (!this.#isResting || this.#streams.size === 0) return;
      this.#isResting = false;
      this.#stillness.changed(); // what is ready runs at once, and is over soon
      this.#loop.nudge();
    };
    return { channels: { [CHANNEL]: look }, onListening: look };
  }

  /** How many streams are open, for metrics. */
  get gauge(): ReadFamily {
    return processGauge("tasker.live.streams", "Clients that follow events", () => this.#openCount);
  }

  /**
   * Opens a stream. It begins with what the client missed.
   *
   * @param follow What to carry, and from where.
   * @returns The body of a response.
   * @throws {TaskerError} `TK101` when the task is unknown; `TK510` when there are too many streams; `TK503` when the
   * process is about to stop, or the database does not answer.
   */
  async open(follow: Follow): Promise<ReadableStream<Uint8Array>> {
    const { maxStreams } = this.#options.live;
    if (this.#isEnding) throw aboutToStop();
    if (this.#openCount >= maxStreams) {
      throw new TaskerError("TK510", `Cannot follow events: ${maxStreams} others do`, {
        hint: "Try again after the seconds that Retry-After says, or raise web.live.max_streams.",
        retryAfterSeconds: 5,
      });
    }
    this.#openCount += 1;
    try {
      return (await this.#join(follow)).body;
    } catch (error) {
      this.#openCount -= 1;
      throw error;
    }
  }

  /** Takes streams again after a stop. */
  protected override up(): Promise<void> {
    this.#isEnding = false;
    return Promise.resolve();
  }

  /** Ends all streams; their clients connect again, elsewhere or later. */
  protected override async down(): Promise<void> {
    this.#isEnding = true;
    for (const stream of [...this.#streams]) stream.close();
    for (const { refuse } of this.#joiners) refuse(aboutToStop());
    this.#joiners.clear();
    await this.#loop.stop();
  }

  async #join({ filter, after }: Follow): Promise<EventStream> {
    const { sql } = this.#options;
    if (filter.taskUuid !== undefined) await listTaskEvents(sql, allOf(0), 0, filter.taskUuid); // is there one?
    const found = after === undefined ? "there" : await checkHistoryId(sql, after.historyId);
    const stream = await this.#takeIn(filter, after);
    if (found === "ahead") stream.reset(found, filter.taskUuid === undefined ? this.#position : allOf(0));
    else if (found === "pruned" && after !== undefined) stream.reset(found, after);
    void this.#catchUp(stream);
    return stream;
  }

  /** Between two looks, so that what the next one asks for holds what the stream follows. */
  async #takeIn(filter: EventFilter, after: EventId | undefined): Promise<EventStream> {
    if (this.#isEnding) throw aboutToStop(); // since it was opened
    const { live } = this.#options;
    const { promise, resolve, reject: refuse } = Promise.withResolvers<EventStream>();
    const take = () => {
      const stream = new EventStream({
        filter,
        bufferBytes: live.bufferBytes,
        heartbeatMs: live.heartbeatSeconds * 1000,
        longestMs: live.longestSeconds * 1000,
        onEnd: (ended) => {
          this.#streams.delete(ended);
          this.#openCount -= 1;
        },
      }, after ?? this.#position);
      this.#streams.add(stream);
      resolve(stream);
    };
    const timer = setTimeout(() => {
      refuse(
        new TaskerError("TK503", "Cannot follow events: the database does not say what has happened so far"),
      );
    }, JOIN_MS);
    const joiner = { take, refuse };
    this.#joiners.add(joiner);
    void this.#loop.start().then(() => this.#loop.nudge());
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#joiners.delete(joiner);
    }
  }

  /** Sends what happened before the stream was taken in; then it is told what happens. */
  async #catchUp(stream: EventStream): Promise<void> {
    try {
      while (!stream.isOver) {
        if (!isAfter(this.#position, stream.reached)) return stream.goLive();
        const { historyId } = this.#position;
        const page = await listMissing(this.#options.sql, stream.reached, historyId, stream.filter);
        stream.send(page.events, page.through);
        await stream.hasRoom();
      }
    } catch (error) {
      log.warn("Cannot read what a client missed, it will ask again: {error}", { error });
      stream.close();
    }
  }

  /** One look: takes in who wants to follow, and tells what has settled since the last one. */
  async #turn(): Promise<number> {
    if (this.#streams.size === 0 && this.#joiners.size === 0) {
      this.#watch = null;
      return Infinity;
    }
    this.#isResting = false;
    if (this.#joiners.size > 0) this.#stillness.changed(); // whoever comes waits for something
    const startedMs = performance.now();
    const { sql } = this.#options;
    const isFollowed = this.#streams.size > 0;
    const settled = await getSettledHistory(sql, isFollowed ? this.#position.historyId : null, this.#watch);
    if (this.#watch === null && settled.watch !== null) this.#stillness.changed(); // soon to be settled
    this.#watch = settled.watch;
    if (settled.historyId === undefined) return this.#rest();
    if (!isFollowed) this.#position = allOf(settled.historyId);
    for (const { take } of this.#joiners) take();
    if (!isAfter(allOf(settled.historyId), this.#position)) return this.#rest();
    const audience = audienceOf(Array.from(this.#streams, ({ filter }) => filter));
    const { events, through } = await listEvents(sql, this.#position, settled.historyId, audience);
    this.#position = through;
    for (const stream of this.#streams) stream.tell(events, through);
    this.#stillness.changed();
    return Math.max(SHORTEST_MS, (performance.now() - startedMs) * BREAK);
  }

  /** Nothing has happened. */
  #rest(): number {
    this.#isResting = true;
    return this.#stillness.ms;
  }
}

/** Who wants to be taken in. */
interface Joiner {
  readonly take: () => void;
  readonly refuse: (reason: TaskerError) => void;
}

function aboutToStop(): TaskerError {
  return new TaskerError("TK503", "Cannot follow events: the server is about to stop");
}
