/**
 * A circuit breaker as a pure state machine: closed, open, half open. {@linkcode Breaker} puts it around calls.
 *
 * @module
 */

/** When a circuit opens, and when it closes again. */
export interface CircuitPolicy {
  /** Failures in a row that open it: 1 to 100. */
  readonly failureThreshold: number;
  /** How long it stays open before probes are let through: milliseconds, 10 to 300000. */
  readonly openMs: number;
  /** Probes that must succeed to close it: 1 to 50. */
  readonly successThreshold: number;
  /** Probes that may be under way at the same time: 1 to 50. */
  readonly probeLimit: number;
}

/** Where a circuit is. Each opening begins a new era: what was admitted before it is of no account after it. */
export interface Circuit {
  /** Closed lets calls through, open refuses them, half open lets a few probes through. */
  readonly state: "closed" | "open" | "half_open";
  /** How often it has opened. */
  readonly era: number;
  /** Failures in a row while closed. */
  readonly failures: number;
  /** Probes that succeeded while half open. */
  readonly successes: number;
  /** When each probe that is under way began. */
  readonly probes: readonly number[];
  /** When it may be half open; 0 unless open. */
  readonly openUntilMs: number;
}

/** Permission for one call. */
export interface Ticket {
  /** Era of the circuit at that time. */
  readonly era: number;
  /** Whether the call is a probe. */
  readonly isProbe: boolean;
  /** When it was given. */
  readonly atMs: number;
}

/** Whether a call may be made. */
export interface Admission {
  /** The circuit afterwards. */
  readonly circuit: Circuit;
  /** To be handed back with the outcome; undefined when the call is refused. */
  readonly ticket: Ticket | undefined;
  /** How long a refused caller should wait, in milliseconds. */
  readonly retryAfterMs: number;
}

/** A circuit that has not seen a call. */
export const CLOSED: Circuit = {
  state: "closed",
  era: 0,
  failures: 0,
  successes: 0,
  probes: [],
  openUntilMs: 0,
};

/**
 * Asks for a call. The first after the time is up makes an open circuit half open. A probe that is not back within the
 * time a circuit stays open is given up, so that it cannot hold the circuit for ever.
 *
 * @param circuit Where the circuit is.
 * @param policy Its rules.
 * @param nowMs The time.
 */
export function admit(circuit: Circuit, policy: CircuitPolicy, nowMs: number): Admission {
  const { era } = circuit;
  if (circuit.state === "closed") {
    return { circuit, ticket: { era, isProbe: false, atMs: nowMs }, retryAfterMs: 0 };
  }
  if (circuit.state === "open" && nowMs < circuit.openUntilMs) {
    return { circuit, ticket: undefined, retryAfterMs: circuit.openUntilMs - nowMs };
  }
  const under = circuit.state === "open" ? [] : circuit.probes.filter((atMs) => nowMs - atMs < policy.openMs);
  const halfOpen: Circuit = {
    ...circuit,
    state: "half_open",
    successes: circuit.state === "open" ? 0 : circuit.successes,
    probes: under,
    openUntilMs: 0,
  };
  if (under.length >= policy.probeLimit) {
    const oldest = Math.min(...under);
    return {
      circuit: halfOpen,
      ticket: undefined,
      retryAfterMs: Math.max(oldest + policy.openMs - nowMs, 1),
    };
  }
  return {
    circuit: { ...halfOpen, probes: [...under, nowMs] },
    ticket: { era, isProbe: true, atMs: nowMs },
    retryAfterMs: 0,
  };
}

/**
 * Takes what a call came to.
 *
 * @param circuit Where the circuit is.
 * @param policy Its rules.
 * @param ticket What {@linkcode admit} gave for the call.
 * @param isFailure Whether the call failed in a way that speaks against whoever was called.
 * @param nowMs The time.
 */
export function settle(
  circuit: Circuit,
  policy: CircuitPolicy,
  ticket: Ticket,
  isFailure: boolean,
  nowMs: number,
): Circuit {
  if (ticket.era !== circuit.era || circuit.state === "open") return circuit;
  if (circuit.state === "closed") {
    const failures = isFailure ? circuit.failures + 1 : 0;
    return failures >= policy.failureThreshold ? opened(circuit, policy, nowMs) : { ...circuit, failures };
  }
  if (!ticket.isProbe) return circuit;
  if (isFailure) return opened(circuit, policy, nowMs);
  const successes = circuit.successes + 1;
  if (successes >= policy.successThreshold) return { ...CLOSED, era: circuit.era };
  return { ...circuit, successes, probes: without(circuit.probes, ticket.atMs) };
}

function opened({ era }: Circuit, { openMs }: CircuitPolicy, nowMs: number): Circuit {
  return { ...CLOSED, state: "open", era: era + 1, openUntilMs: nowMs + openMs };
}

function without(probes: readonly number[], atMs: number): number[] {
  const place = probes.indexOf(atMs);
  return probes.filter((_, index) => index !== place);
}
