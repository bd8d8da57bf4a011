import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import { programInfo } from "../sql/program_info.ts";
import { getHeldTransactions, type HeldTransaction } from "./calls/get_held_transactions.ts";
import { registerOrchestrator } from "./calls/register_orchestrator.ts";
import { unregisterOrchestrator } from "./calls/unregister_orchestrator.ts";
import type { HealthReport } from "./health_check.ts";
import { Loop } from "../core/loop.ts";
import { ManagedService } from "../core/service.ts";

const log = getLogger(["tasker", "orchestration", "presence"]);

/** Time between two signs of life; after 30 seconds without one an orchestrator counts as gone. */
const SIGN_MS = 10_000;

/** Transactions count as held after minutes: to look for them at every third sign is soon enough. */
const SIGNS_PER_LOOK = 3;

/** Says that an orchestrator is up, and looks now and then for transactions that somebody left open. */
export class Presence extends ManagedService {
  readonly #sql: Sql;
  readonly #uuid: string;
  readonly #loop: Loop;
  #held: readonly HeldTransaction[] = [];
  #signs = 0;

  /**
   * Makes it; `start()` registers.
   *
   * @param sql Pool to call on.
   * @param uuid Identity of the orchestrator: UUID text.
   */
  constructor(sql: Sql, uuid: string) {
    super();
    this.#sql = sql;
    this.#uuid = uuid;
    this.#loop = new Loop({ name: "presence", turn: () => this.#turn() });
  }

  /** Errors since the last turn that went well. */
  get errors(): number {
    return this.#loop.errors;
  }

  /** Whether nothing keeps finished rows from being removed; names the sessions otherwise. */
  check(): HealthReport {
    const holders = this.#held.filter(({ holdsBack }) => holdsBack);
    if (holders.length === 0) return { status: "healthy" };
    return {
      status: "degraded",
      message: `Finished rows cannot be removed: ${holders.map(nameOf).join(", ")}`,
    };
  }

  /** Registers, and begins to repeat it. */
  protected override async up(): Promise<void> {
    await registerOrchestrator(this.#sql, this.#uuid, programInfo());
    await this.#loop.start();
  }

  /** Takes the orchestrator off the list. */
  protected override async down(): Promise<void> {
    await this.#loop.stop();
    await unregisterOrchestrator(this.#sql, this.#uuid).catch((error) => {
      log.debug("Cannot sign off: {error}", { error });
    });
  }

  async #turn(): Promise<number> {
    await registerOrchestrator(this.#sql, this.#uuid, programInfo());
    if (this.#signs++ % SIGNS_PER_LOOK === 0) await this.#lookForHeld();
    return SIGN_MS;
  }

  async #lookForHeld(): Promise<void> {
    const held = await getHeldTransactions(this.#sql);
    const known = new Set(this.#held.map(nameOf));
    for (const transaction of held) {
      if (!known.has(nameOf(transaction))) log.warn(WARNING, { ...transaction, who: nameOf(transaction) });
    }
    this.#held = held;
  }
}

const WARNING = "{who} has been open for {seconds} s ({state}): rows of finished steps pile up behind it, " +
  "and a migration may wait for it; {advice} ends it";

function nameOf({ kind, name, pid }: HeldTransaction): string {
  return `${kind} ${name}${pid === null ? "" : ` (pid ${pid})`}`;
}
