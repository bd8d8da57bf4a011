import type { Sql } from "postgres";
import {
  claimSteps,
  completeSteps,
  createTasks,
  registerTemplate,
  registerWorker,
  Works,
} from "../../orchestration/calls/mod.ts";
import { connect, migrate } from "../../sql/mod.ts";
import type { Outcome } from "../harness/measurement.ts";
import { SHAPES } from "../harness/shapes.ts";
import { spread } from "../harness/statistics.ts";
import { numberOf } from "../harness/system.ts";
import { NAMESPACE, templateOf } from "../systems/templates.ts";
import type { WorkloadSetup } from "./workload.ts";

/** Time between two arrivals of tasks, in milliseconds. */
const TICK_MS = 50;

const works = new Works();

/**
 * Keeps a transaction open while tasks come in at a steady rate and are worked off: nothing that dies meanwhile can be
 * cleaned up. How long a claim takes, at the beginning and at the end.
 */
export async function measure({ url, run }: WorkloadSetup): Promise<Outcome> {
  const seconds = numberOf(run.variant, "seconds", 60);
  const rate = run.count;
  const sql = connect(url, { max: 3, statementTimeoutMs: 0 });
  await migrate(sql);
  await registerTemplate(sql, templateOf(SHAPES.single));
  const workerUuid = crypto.randomUUID();
  await registerWorker(sql, { workerUuid, namespaces: [NAMESPACE], handlers: null, info: {} });

  const holder = await hold(url);
  const startedAtMs = performance.now();
  const endMs = startedAtMs + seconds * 1000;
  const arriving = arrive(sql, rate, endMs);
  const claims: { readonly atMs: number; readonly tookMs: number; readonly count: number }[] = [];
  while (performance.now() < endMs) {
    const atMs = performance.now();
    const count = await workOff(sql, workerUuid, (tookMs, count) => claims.push({ atMs, tookMs, count }));
    if (count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await arriving;
  await holder[Symbol.asyncDispose]();
  await sql.end();

  const sliceMs = Math.min(60, seconds / 6) * 1000;
  const took = (from: number, to: number) =>
    spread(
      claims.filter(({ atMs, count }) => count > 0 && atMs >= from && atMs < to).map(({ tookMs }) => tookMs),
    );
  const [first, last] = [took(startedAtMs, startedAtMs + sliceMs), took(endMs - sliceMs, endMs)];
  return {
    settings: `a snapshot held ${seconds} s, ${rate} tasks/s, claims of up to 100; slices of ${
      sliceMs / 1000
    } s`,
    figures: {
      firstClaims: first,
      lastClaims: last,
      p99Ratio: last.p99 / first.p99,
      p50Ratio: last.p50 / first.p50,
      stepsClaimed: claims.reduce((sum, { count }) => sum + count, 0),
    },
  };
}

async function workOff(
  sql: Sql,
  workerUuid: string,
  note: (ms: number, count: number) => void,
): Promise<number> {
  const startedAtMs = performance.now();
  const claims = await claimSteps(sql, {
    workerUuid,
    namespaces: [NAMESPACE],
    limit: 100,
    leaseSeconds: 30,
    works,
  });
  note(performance.now() - startedAtMs, claims.length);
  if (claims.length === 0) return 0;
  const results = claims.map((claim) => ({ ...claim, text: "null", claim }));
  await completeSteps(sql, { workerUuid, results, take: 0, leaseSeconds: 30, works });
  return claims.length;
}

async function arrive(sql: Sql, rate: number, endMs: number): Promise<void> {
  const requests = Array.from(
    { length: rate * TICK_MS / 1000 },
    () => ({ namespace: NAMESPACE, name: "single", context: {} }),
  );
  for (let next = performance.now(); next < endMs; next += TICK_MS) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(next - performance.now(), 0)));
    await createTasks(sql, requests);
  }
}

/** A transaction that has written something and has a snapshot: the worst that a forgotten session does. */
async function hold(url: string): Promise<AsyncDisposable> {
  const session = connect(url, { max: 1, statementTimeoutMs: 0, applicationName: "bench_holder" });
  await session`begin isolation level repeatable read`;
  await session`select pg_current_xact_id()`;
  return { [Symbol.asyncDispose]: () => session.end() };
}
