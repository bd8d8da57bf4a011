import { CallWaiter } from "./calls.ts";
import { settle } from "./database.ts";
import type { Figures } from "./measurement.ts";
import { spread } from "./statistics.ts";
import type { Session } from "./system.ts";

/** What a latency is of. */
export interface LatencyOptions {
  /** Address of the database, to settle it beforehand. */
  readonly url: string;
  /** Samples to take. */
  readonly count: number;
  /** Samples that are thrown away. */
  readonly warmUps: number;
  /** Longest pause between two samples, in milliseconds; a random part of it is taken, so that polls do not lock in. */
  readonly maxPauseMs: number;
}

/** Creates one workflow at a time on an idle system: when its first handler starts, when its completion is visible. */
export async function latency(session: Session, options: LatencyOptions): Promise<Figures> {
  const waiter = new CallWaiter();
  await session.work(waiter.hit);
  await settle(options.url);
  for (let i = 1; i <= options.warmUps; i += 1) await sample(session, waiter, -i);

  const samples = [];
  for (let i = 0; i < options.count; i += 1) {
    await pause(5 + Math.random() * options.maxPauseMs);
    samples.push(await sample(session, waiter, i));
  }
  return {
    accepted: spread(samples.map(({ acceptedMs }) => acceptedMs)),
    started: spread(samples.map(({ startedMs }) => startedMs)),
    completed: spread(samples.map(({ completedMs }) => completedMs)),
  };
}

async function sample({ submit, awaitOne }: Session, waiter: CallWaiter, index: number) {
  if (submit === undefined || awaitOne === undefined) {
    throw new TypeError("Cannot measure latency: the system has no way to create one of this shape");
  }
  const firstCall = waiter.next(index);
  const startMs = performance.now();
  const id = await submit(index);
  const acceptedMs = performance.now() - startMs;
  const calledAtMs = await firstCall;
  await awaitOne(id);
  return { acceptedMs, startedMs: calledAtMs - startMs, completedMs: performance.now() - startMs };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
