import { Breaker } from "../core/breaker.ts";
import type { CircuitPolicy } from "../core/circuit.ts";
import { isOutage } from "../core/driver_errors.ts";
import type { ReadFamily } from "./sight/metrics_source.ts";
import type { HealthCheck, HealthReport } from "./health_check.ts";

/**
 * Makes the breaker that stands before a database.
 *
 * @param name Who calls: `web` or `orchestration`.
 * @param policy When it opens and closes; undefined: there is none.
 */
export function databaseBreaker(name: string, policy: CircuitPolicy | undefined): Breaker | undefined {
  return policy === undefined ? undefined : new Breaker({ name, policy, isFailure: isOutage });
}

/**
 * Makes a breaker that stands before somebody else's server; every error of a call speaks against it.
 *
 * @param name What is called: `jwks`.
 * @param policy When it opens and closes; undefined: there is none.
 */
export function outgoingBreaker(name: string, policy: CircuitPolicy | undefined): Breaker | undefined {
  return policy === undefined ? undefined : new Breaker({ name, policy });
}

/** How a circuit is: degraded unless it is closed. */
export function circuitReport(breaker: Breaker | undefined): HealthReport {
  if (breaker === undefined || breaker.state === "closed") return { status: "healthy" };
  const { failures, rejections, openings } = breaker.counters;
  const message = `Its circuit is ${breaker.state.replace("_", " ")}: opened ${openings} times, ` +
    `${failures} failures, ${rejections} calls refused`;
  return { status: "degraded", message };
}

/**
 * Makes the check of a circuit, for `/health/detailed`.
 *
 * @param name Name in the answer, such as `web_circuit`.
 * @param breaker The breaker; none is always healthy.
 */
export function circuitCheck(name: string, breaker: Breaker | undefined): HealthCheck {
  return { name, isDetail: true, check: () => circuitReport(breaker) };
}

/** Numbers of the states a circuit can be in; the worst is the highest. */
const STATE_NUMBERS: Readonly<Record<Breaker["state"], number>> = { closed: 0, half_open: 1, open: 2 };

/**
 * Tells of circuits in `/metrics`: 0 for closed, 1 for half open, 2 for open; of several with one name, the worst.
 *
 * @param breakers The breakers; those that there are not are passed over.
 */
export function circuitFamily(breakers: readonly (Breaker | undefined)[]): ReadFamily {
  return {
    family: {
      name: "tasker.circuit.state",
      help: "0 while a circuit is closed, 1 half open, 2 open",
      labels: ["circuit"],
    },
    kind: "gauge",
    read: () => {
      const worst = new Map<string, number>();
      for (const breaker of breakers) {
        if (breaker === undefined) continue;
        worst.set(breaker.name, Math.max(worst.get(breaker.name) ?? 0, STATE_NUMBERS[breaker.state]));
      }
      return Array.from(worst, ([name, value]) => ({ labels: [name], value }));
    },
  };
}
