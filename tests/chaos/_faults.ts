import type { FaultyProxy } from "../_support/faulty_proxy.ts";
import type { Child } from "./_child.ts";
import { withSession } from "./_customers.ts";
import type { Random } from "./_random.ts";
import { elapsed } from "./_rest.ts";
import type { ThrowAwayServer } from "./_throw_away_server.ts";

/** Options for {@linkcode Faults}. */
export interface FaultsOptions {
  /** Where their choices come from. */
  readonly random: Random;
  /** The server to kill. */
  readonly server: ThrowAwayServer;
  /** The connections to silence. */
  readonly proxy: FaultyProxy;
  /** The workers to freeze and kill. */
  readonly workers: readonly Child[];
  /** The orchestrators to kill. */
  readonly orchestrators: readonly Child[];
  /** Length of the workers' leases, in milliseconds: they are frozen for longer. */
  readonly leaseMs: number;
  /** Told when the server serves again. */
  readonly onRevived: () => void;
}

/** Everything that goes wrong. */
export class Faults {
  /** What was done, by kind. */
  readonly injected: Record<string, number> = {};
  readonly #options: FaultsOptions;

  /** Makes them; `run()` lets them loose. */
  constructor(options: FaultsOptions) {
    this.#options = options;
  }

  /** Injects faults until told to stop; then mends what it broke. */
  async run(signal: AbortSignal): Promise<void> {
    const { proxy, workers } = this.#options;
    await Promise.all([
      this.#repeat([5_000, 10_000], signal, (random) => this.#crashServer(random)),
      this.#repeat([500, 2_000], signal, (random) => this.#terminateBackends(random)),
      this.#repeat([1_500, 4_000], signal, (random) => this.#silence(random)),
      this.#repeat([6_000, 12_000], signal, (random) => this.#freeze(random, signal)),
      this.#repeat([8_000, 15_000], signal, (random) => this.#kill(random, "workers")),
      this.#repeat([6_000, 12_000], signal, (random) => this.#kill(random, "orchestrators")),
    ]);
    proxy.heal();
    for (const worker of workers) if (worker.isFrozen) worker.thaw();
  }

  async #repeat(
    [leastMs, mostMs]: readonly [number, number],
    signal: AbortSignal,
    fault: (random: Random) => Promise<void> | void,
  ): Promise<void> {
    const random = this.#options.random.branch();
    await elapsed(random.between(leastMs / 2, leastMs), signal);
    while (!signal.aborted) {
      await fault(random);
      await elapsed(random.between(leastMs, mostMs), signal);
    }
  }

  #count(kind: string, count = 1): void {
    this.injected[kind] = (this.injected[kind] ?? 0) + count;
  }

  async #crashServer(random: Random): Promise<void> {
    const { server, onRevived } = this.#options;
    await server.crash();
    this.#count("server crashed");
    await elapsed(random.between(0, 2_000));
    await server.revive();
    onRevived();
  }

  async #terminateBackends(random: Random): Promise<void> {
    const count = random.int(1, 3);
    await withSession(this.#options.server.url, async (sql) => {
      const backends = await sql<{ pid: number }[]>`
        select a.pid from pg_stat_activity a
         where a.backend_type = 'client backend' and a.pid <> pg_backend_pid()
           and a.application_name not in ('', 'tasker_embedded') -- who starts the server, and who has not said who it is
         order by a.pid`;
      const chosen = random.some(backends, count).map(({ pid }) => pid);
      await sql`select pg_terminate_backend(p) from unnest(${chosen}::int[]) p`;
      this.#count("backend terminated", chosen.length);
    }).catch(() => {});
  }

  #silence(random: Random): void {
    const { proxy } = this.#options;
    const chosen = random.some(proxy.lively, random.int(1, 4));
    proxy.silence(chosen, random.between(5_000, 15_000));
    this.#count("connection half-open", chosen.length);
  }

  async #freeze(random: Random, signal: AbortSignal): Promise<void> {
    const { workers, leaseMs } = this.#options;
    for (const worker of random.some(workers, 1)) {
      worker.freeze();
      await elapsed(leaseMs + random.between(500, 3_000), signal);
      worker.thaw();
      this.#count("worker frozen past its lease");
    }
  }

  #kill(random: Random, kind: "workers" | "orchestrators"): void {
    for (const child of random.some(this.#options[kind], 1)) {
      child.kill();
      this.#count(kind === "workers" ? "worker killed" : "orchestrator killed");
    }
  }
}
