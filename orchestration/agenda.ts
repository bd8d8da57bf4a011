import type { Sql } from "postgres";
import { type Agenda as Due, getAgenda } from "./calls/get_agenda.ts";
import { Loop } from "../core/loop.ts";
import { ManagedService } from "../core/service.ts";

/** Looks without work after which looks become rarer. */
const QUIET_LOOKS = 10;

/** What may fall due, and whom to wake then. */
export interface AgendaItem {
  /** Milliseconds until it is due, 0 or less for now, null for never. */
  readonly dueMs: (due: Due) => number | null;
  /** Who does it. */
  readonly loop: Loop;
  /**
   * Least time between two wakes, in milliseconds.
   *
   * @default {0}
   */
  readonly gapMs?: number;
}

/** Options for {@linkcode Agenda}. */
export interface AgendaOptions {
  /** Pool to ask on. */
  readonly sql: Sql;
  /** What to look for. */
  readonly items: readonly AgendaItem[];
  /** Time between looks while there is work: milliseconds, 10 to 3600000. */
  readonly busyMs: number;
  /** Longest time between looks without work, in milliseconds. */
  readonly idleMs: () => number;
}

/**
 * Looks at what there is to do, all of it in one statement, and wakes whoever does it at the moment it is due. Without
 * work it looks less and less often.
 */
export class Agenda extends ManagedService {
  readonly #options: AgendaOptions;
  readonly #loop: Loop;
  readonly #wokenAt = new Map<AgendaItem, number>();
  #quietLooks = 0;

  /** Makes an agenda; `start()` looks at once. */
  constructor(options: AgendaOptions) {
    super();
    this.#options = options;
    this.#loop = new Loop({ name: "agenda", turn: () => this.#look(), jitter: 0 });
  }

  /** Errors since the last look that went well. */
  get errors(): number {
    return this.#loop.errors;
  }

  /** Tells it that something happens: it looks more often for a while. Cheap, for every notification. */
  stir(): void {
    const isRare = this.#quietLooks > QUIET_LOOKS;
    this.#quietLooks = 0;
    if (isRare) this.#loop.nudge();
  }

  /** Begins to look. */
  protected override up(): Promise<void> {
    return this.#loop.start();
  }

  /** Ends looking. */
  protected override down(): Promise<void> {
    return this.#loop.stop();
  }

  async #look(): Promise<number> {
    const due = await getAgenda(this.#options.sql);
    const waits = this.#options.items.map((item) => this.#wake(item, due));
    const hasWork = due.isBusy || waits.includes(0);
    this.#quietLooks = hasWork ? 0 : this.#quietLooks + 1;
    return Math.ceil(Math.min(this.#restMs(), ...waits.filter((ms) => ms > 0)));
  }

  /** Wakes an item that is due; gives 0 then, else how long it has time. */
  #wake(item: AgendaItem, due: Due): number {
    const now = performance.now();
    const gapMs = (this.#wokenAt.get(item) ?? -Infinity) + (item.gapMs ?? 0) - now;
    const dueMs = item.dueMs(due);
    if (dueMs === null) return Infinity;
    if (dueMs > 0 || gapMs > 0) return Math.max(dueMs, gapMs);
    this.#wokenAt.set(item, now);
    item.loop.nudge();
    return 0;
  }

  #restMs(): number {
    const { busyMs, idleMs } = this.#options;
    const doublings = Math.max(0, this.#quietLooks - QUIET_LOOKS);
    return Math.min(busyMs * 2 ** doublings, Math.max(busyMs, idleMs()));
  }
}
