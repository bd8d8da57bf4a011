import { Breaker } from "../core/breaker.ts";
import type { CircuitPolicy } from "../core/circuit.ts";
import { isOutage } from "../core/driver_errors.ts";
import type { HealthCheck, HealthReport } from "./health_check.ts";

/**
 * Makes the breaker that stands before a database.
 *
 * @param name Who calls: `web`, `orchestration` or `worker`.
 * @param policy When it opens and closes; undefined: there is none.
 */
export function databaseBreaker(name: string, policy: CircuitPolicy | undefined): Breaker | undefined {
  return policy === undefined ? undefined : new Breaker({ name, policy, isFailure: isOutage });
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
