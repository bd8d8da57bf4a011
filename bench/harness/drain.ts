import process from "node:process";
import { CallCounter } from "./calls.ts";
import { settle } from "./database.ts";
import type { Figures } from "./measurement.ts";
import type { Session, Variant } from "./system.ts";
import { numberOf } from "./system.ts";

/** What a drain is of. */
export interface DrainOptions {
  /** Address of the database, to settle it in between. */
  readonly url: string;
  /** How many workflows. */
  readonly count: number;
  /** Steps of each. */
  readonly stepsPerTask: number;
  /** `callers` create `chunk` workflows a call, side by side. */
  readonly variant: Variant;
}

/**
 * Creates everything first, then starts one worker and waits until the last completion is visible. The rate counts from
 * the start of the worker.
 */
export async function drain(session: Session, options: DrainOptions): Promise<Figures> {
  const { url, count, stepsPerTask } = options;
  const enqueueMs = await timed(() => enqueueAll(session, options));
  await settle(url);

  const calls = new CallCounter(count * session.callsPerTask);
  const cpuBefore = cpuMs();
  const startedAtMs = performance.now();
  await session.work(calls.hit);
  const bootMs = performance.now() - startedAtMs;
  await calls.done;
  await session.awaitAll(count);
  const endedAtMs = performance.now();
  const drainMs = endedAtMs - startedAtMs;
  return {
    enqueuedPerSecond: count / enqueueMs * 1000,
    tasksPerSecond: count / drainMs * 1000,
    steadyTasksPerSecond: count / (endedAtMs - calls.firstAtMs) * 1000,
    stepsPerSecond: count * stepsPerTask / drainMs * 1000,
    drainMs,
    bootMs,
    clientCpuMicrosPerStep: (cpuMs() - cpuBefore) * 1000 / (count * stepsPerTask),
    residentMegabytes: Deno.memoryUsage().rss / 2 ** 20,
  };
}

async function enqueueAll({ enqueue }: Session, { count, variant }: DrainOptions): Promise<void> {
  if (enqueue === undefined) throw new TypeError("Cannot drain: the system has no way to create this shape");
  const chunk = numberOf(variant, "chunk", 1000);
  let next = 0;
  const call = async () => {
    while (next < count) {
      const first = next;
      next += chunk;
      await enqueue(first, Math.min(chunk, count - first));
    }
  };
  await Promise.all(Array.from({ length: numberOf(variant, "callers", 1) }, call));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
