import type { HealthCheck, HealthReport } from "../health_check.ts";
import { Cache } from "../sight/cache.ts";

/** How long a check may take, in milliseconds. */
const CHECK_MS = 5_000;

/** A check's answer, and how long it took. */
export interface CheckedReport extends HealthReport {
  /** Milliseconds, with thousandths. */
  readonly duration_ms: number;
  /** When it was asked: answers are given out for a while. */
  readonly checked_at: string;
}

/** Options for {@linkcode Health}. */
export interface HealthOptions {
  /** Version of the program. */
  readonly version: string;
  /** Name of the environment it runs in. */
  readonly environment: string;
  /** What to ask. */
  readonly checks: readonly HealthCheck[];
  /**
   * How long an answer is given out before the check is asked anew, in milliseconds.
   *
   * @default {0}
   */
  readonly cacheMs?: number;
}

/** What a process answers when asked how it is. */
export class Health {
  /** Version of the program. */
  readonly version: string;
  /** Name of the environment it runs in. */
  readonly environment: string;
  readonly #checks: readonly HealthCheck[];
  readonly #cache: Cache<CheckedReport>;
  readonly #startedAt = performance.now();
  #isDraining = false;

  /** Puts the checks together; nothing is asked yet. */
  constructor(options: HealthOptions) {
    this.version = options.version;
    this.environment = options.environment;
    this.#checks = options.checks;
    const maxEntries = Math.max(options.checks.length, 1);
    this.#cache = new Cache({ name: "health", maxEntries, ttlMs: options.cacheMs ?? 0 });
  }

  /** Whether the process is about to stop. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Seconds since it was made. */
  get uptimeSeconds(): number {
    return Math.floor((performance.now() - this.#startedAt) / 1000);
  }

  /** Makes the process count as not ready from now on: it is about to stop. */
  drain(): void {
    this.#isDraining = true;
  }

  /**
   * Asks the checks, all at the same time.
   *
   * @param withDetails Whether to ask those that are only details, too.
   * @returns Each answer by name; a check that throws or takes over 5 seconds is unhealthy.
   */
  async ask(withDetails = false): Promise<Record<string, CheckedReport>> {
    const checks = this.#checks.filter((check) => withDetails || !check.isDetail);
    const asked = checks.map(async (check) => [
      check.name,
      await this.#cache.get(check.name, () => ask(check)),
    ]);
    return Object.fromEntries(await Promise.all(asked));
  }
}

async function ask({ check }: HealthCheck): Promise<CheckedReport> {
  const checked_at = new Date().toISOString();
  const startedAt = performance.now();
  const { promise: late, resolve } = Promise.withResolvers<HealthReport>();
  const timer = setTimeout(() => resolve({ status: "unhealthy", message: "It does not answer" }), CHECK_MS);
  try {
    const report = await Promise.race([check(), late]);
    return { ...report, duration_ms: since(startedAt), checked_at };
  } catch {
    return { status: "unhealthy", message: "It failed", duration_ms: since(startedAt), checked_at };
  } finally {
    clearTimeout(timer);
  }
}

function since(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 1000) / 1000;
}
