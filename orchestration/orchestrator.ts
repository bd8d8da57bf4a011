import type { BackoffConfig } from "../config/components/backoff.ts";
import type { CircuitConfig } from "../config/components/circuit_breakers.ts";
import type { DatabaseConfig } from "../config/components/database.ts";
import type { LimitsConfig } from "../config/components/limits.ts";
import type { OrchestrationConfig } from "../config/components/orchestration.ts";
import type { UpkeepConfig } from "../config/components/upkeep.ts";
import type { Breaker } from "../core/breaker.ts";
import { TaskerError } from "../core/errors.ts";
import { databaseBreaker } from "./breaker_check.ts";
import type { Command, CommandValues } from "./commands/command.ts";
import type { Outcome } from "./commands/outcome.ts";
import type { HealthCheck } from "./health_check.ts";
import { OrchestratorParts } from "./orchestrator_parts.ts";
import { ManagedService } from "../core/service.ts";

/** Options for {@linkcode Orchestrator}: `{ ...config, url }` fits. */
export interface OrchestratorOptions {
  /** Where the database is: `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** How to reach it; notifications come from `url` too unless it names another address for them. */
  readonly database:
    & Pick<DatabaseConfig, "pool" | "statementTimeoutMs" | "connectTimeoutSeconds">
    & Partial<Pick<DatabaseConfig, "listenUrl">>;
  /** How to drive what no worker can. */
  readonly orchestration: OrchestrationConfig;
  /** When tasks count as stale, and how long things are kept. None, or set by `sql`: as the database has it. */
  readonly upkeep?: UpkeepConfig | undefined;
  /** How large payloads may be. */
  readonly limits: LimitsConfig;
  /** How retries are delayed where a template does not say. */
  readonly backoff: BackoffConfig;
  /**
   * When calls to a database that is away are refused for a while.
   *
   * @default {never}
   */
  readonly circuit?: CircuitConfig | undefined;
}

/**
 * Does what no worker can: due timers, expired leases, dead workers, queued commands, finalization. Any number run side
 * by side, without a leader: SQL hands each piece of work to one of them.
 *
 * @example
 * ```ts ignore
 * await using orchestrator = new Orchestrator({ ...await loadConfig(), url });
 * await orchestrator.start();
 * ```
 */
export class Orchestrator extends ManagedService {
  /** Its identity on the transitions and claims it makes: UUID text. */
  readonly processorUuid: string = crypto.randomUUID();
  /** Stands before the database; none where the options name no rules. */
  readonly circuit: Breaker | undefined;
  readonly #options: OrchestratorOptions;
  #parts: OrchestratorParts | undefined;

  /** Makes an orchestrator; nothing is connected before `start()`. */
  constructor(options: OrchestratorOptions) {
    super();
    this.#options = options;
    this.circuit = databaseBreaker("orchestration", options.circuit);
  }

  /** What `/health` may ask of it; every check is unhealthy until it is up, and from when it stops. */
  get healthChecks(): readonly HealthCheck[] {
    const check = (name: string, report: (parts: OrchestratorParts) => ReturnType<HealthCheck["check"]>) => ({
      name,
      check: () => {
        if (this.#parts !== undefined) return report(this.#parts);
        return { status: "unhealthy", message: "The orchestrator is not running" } as const;
      },
    });
    return [
      check("orchestration_database", (parts) => parts.checkDatabase()),
      check("orchestration_system", (parts) => parts.checkLoops()),
      check("command_processor", (parts) => parts.checkProcessor()),
      { ...check("orchestration_circuit", (parts) => parts.checkCircuit()), isDetail: true },
      { ...check("held_transactions", (parts) => parts.checkHeldTransactions()), isDetail: true },
      { ...check("queue_depth", (parts) => parts.checkQueues()), isDetail: true },
    ];
  }

  /**
   * Asks for a command, and waits until it was done.
   *
   * @param command What to do.
   * @returns How it ended; a failure is an outcome, not an exception.
   * @throws {TaskerError} `TK510` when too many commands wait; `TK503` while it is stopped.
   */
  async send<C extends Command>(command: C): Promise<Outcome<CommandValues[C["kind"]]>> {
    if (this.#parts !== undefined) return await this.#parts.processor.send(command);
    throw new TaskerError("TK503", `Cannot do ${command.kind}: the orchestrator is not running`);
  }

  /** Writes the settings to the database and begins to work. */
  protected override async up(): Promise<void> {
    const parts = new OrchestratorParts(this.#options, {
      processorUuid: this.processorUuid,
      breaker: this.circuit,
      onShutdown: () => void this.stop(),
    });
    await parts.start();
    this.#parts = parts;
  }

  /** Does the commands that wait, and disconnects. */
  protected override async down(): Promise<void> {
    const parts = this.#parts;
    this.#parts = undefined;
    await parts?.stop();
  }
}
