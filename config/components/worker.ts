import { z } from "zod";
import { socketAddress } from "./_socket_address.ts";

/** How a worker claims steps and runs handlers. */
export interface WorkerConfig {
  /** Namespaces to serve; empty for every namespace its handlers belong to. */
  readonly namespaces: readonly string[];
  /** Handlers that run at once (slots): 1 to 1000. */
  readonly maxConcurrentSteps: number;
  /** Claimed steps held in memory, running ones included: 1 to 10000; twice the slots unless set. */
  readonly bufferSize: number;
  /** Length of a lease: seconds, 5 to 3600. */
  readonly leaseSeconds: number;
  /** Time between heartbeats: seconds, 0.5 to half a lease; a third of a lease unless set. */
  readonly heartbeatSeconds: number;
  /** Time between polls of an idle worker: milliseconds, 10 to 60000. */
  readonly pollIntervalMs: number;
  /** Longest that stopping waits for running handlers: seconds, 0 to 3600. */
  readonly drainTimeoutSeconds: number;
  /** Who decides what follows a step: the worker's own statement, or an orchestrator. */
  readonly completion: "inline" | "queued";
  /** Template files to register at start: globs, relative to the working directory. */
  readonly templatePaths: readonly string[];
  /** TypeScript modules whose tasks and handlers are registered at start: paths, URLs, or `tasker:` and a path in the package. */
  readonly handlerModules: readonly string[];
  /** Where a separate worker process answers health checks: `host:port`. */
  readonly healthBindAddress: string;
}

/** Rules of `[worker]`. */
export const workerSchema = z.strictObject({
  namespaces: z.array(z.string().regex(/^[a-z][a-z0-9_]*$/, { error: "must be snake_case" }))
    .describe("Namespaces to serve; empty for every namespace the worker has handlers for"),
  max_concurrent_steps: z.int().min(1).max(1000).meta({ unit: "steps" })
    .describe("Handlers that run at once"),
  buffer_size: z.int().min(1).max(10_000).optional().meta({ unit: "steps" })
    .describe("Claimed steps held in memory, running ones included; twice max_concurrent_steps unless set"),
  lease_seconds: z.int().min(5).max(3600).meta({ unit: "s" })
    .describe("How long a claim lasts; after a crash the steps run again this much later"),
  heartbeat_seconds: z.number().min(0.5).max(1800).optional().meta({ unit: "s" })
    .describe("Time between heartbeats, at most half of lease_seconds; a third of it unless set"),
  poll_interval_ms: z.int().min(10).max(60_000).meta({ unit: "ms" })
    .describe(
      "Time between polls of an idle worker that no notification woke; grows fivefold while notifications work",
    ),
  drain_timeout_seconds: z.int().min(0).max(3600).meta({ unit: "s" })
    .describe("Longest that stopping waits for running handlers before it aborts them"),
  completion: z.enum(["inline", "queued"])
    .describe("inline: the worker's statement decides what follows a step; queued: an orchestrator does"),
  template_paths: z.array(z.string().min(1))
    .describe("Globs of template files to register at start, relative to the working directory"),
  handler_modules: z.array(z.string().min(1))
    .describe(
      "TypeScript modules that export tasks or handlers: paths, URLs, or tasker: and a path in the package",
    ),
  health_bind_address: socketAddress()
    .describe("Where a separate worker process answers health checks"),
}).check((ctx) => {
  const { heartbeat_seconds, lease_seconds, buffer_size, max_concurrent_steps } = ctx.value;
  if (heartbeat_seconds !== undefined && heartbeat_seconds > lease_seconds / 2) {
    ctx.issues.push({
      code: "custom",
      input: heartbeat_seconds,
      path: ["heartbeat_seconds"],
      message: `must be at most half of lease_seconds (${lease_seconds / 2})`,
    });
  }
  if (buffer_size !== undefined && buffer_size < max_concurrent_steps) {
    ctx.issues.push({
      code: "custom",
      input: buffer_size,
      path: ["buffer_size"],
      message: `must be at least max_concurrent_steps (${max_concurrent_steps})`,
    });
  }
});
