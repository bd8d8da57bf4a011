import type { Sql } from "postgres";
import type { Stats } from "./stats.ts";

/** What every command works with. */
export interface CommandContext {
  /** Pool to call on. */
  readonly sql: Sql;
  /** Identity of the orchestrator: UUID text. */
  readonly processorUuid: string;
  /** How long a read message stays hidden: seconds, 1 to 3600. */
  readonly visibilityTimeoutSeconds: number;
  /** Reads of a message before it is archived: 1 to 1000. */
  readonly maxReceiveCount: number;
  /** Counters since the start. */
  readonly stats: Stats;
  /** Consumers at work now. */
  readonly activeProcessors: () => number;
  /** Lets no further command in. */
  readonly close: () => void;
}
