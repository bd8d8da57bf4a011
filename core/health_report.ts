/** What a part of a process says of itself. */
export interface HealthCheckReport {
  /** Whether it can work. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  /** Why not. */
  readonly message?: string;
  /** How long the check took. */
  readonly durationMs: number;
}

/** What `GET /health/detailed` answers. */
export interface HealthReport {
  /** The worst of the checks. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  /** When: ISO 8601. */
  readonly timestamp: string;
  /** The checks, by name. */
  readonly checks: Readonly<Record<string, HealthCheckReport>>;
  /** What runs there. */
  readonly info: {
    /** Its release. */
    readonly version: string;
    /** Its environment: `production`. */
    readonly environment: string;
    /** Whether it is about to stop. */
    readonly operationalState: "normal" | "graceful_shutdown";
    /** How long it has run. */
    readonly uptimeSeconds: number;
  };
}
