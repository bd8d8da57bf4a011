import { defineTask, Worker } from "./mod.ts";
import { connect } from "../sql/connect.ts";
import { createTasks } from "../orchestration/calls/create_tasks.ts";
import { registerTemplate } from "../orchestration/calls/register_template.ts";
const url = Deno.env.get("PGURL") ?? "postgres://postgres@127.0.0.1:55718/worker_dev";
const N = Number(Deno.env.get("N") ?? 50000), M = Number(Deno.env.get("M") ?? 300);
const asyncMode = Deno.env.get("ASYNC") === "1";
const sql = connect(url, { max: 2 });
const h = asyncMode
  ? async () => {
    await Promise.resolve();
    return { ok: true };
  }
  : () => ({ ok: true });
let started = 0, startedAt = 0;
const single = defineTask({ namespace: "bench", name: "single", version: "1.0.0" }).step("one", h);
const linear = defineTask({ namespace: "bench", name: "linear", version: "1.0.0" }).step("a", h).step("b", {
  dependsOn: ["a"],
}, h).step("c", { dependsOn: ["b"] }, h).step("d", { dependsOn: ["c"] }, h);
await registerTemplate(sql, single.toTemplate());
await registerTemplate(sql, linear.toTemplate());
const cfg = { maxConcurrentSteps: Number(Deno.env.get("SLOTS") ?? 10) };
const names: Record<string, [string, number]> = { single: ["single", 1], linear: ["linear", 4] };
for (const w of (Deno.env.get("W") ?? "single").split(",").filter(Boolean)) {
  const [name, steps] = names[w]!;
  const n = Math.floor(N / steps);
  let t = performance.now();
  for (let i = 0; i < n; i += 1000) {
    await createTasks(
      sql,
      Array.from(
        { length: Math.min(1000, n - i) },
        (_, k) => ({ namespace: "bench", name, context: { n: i + k } }),
      ),
    );
  }
  console.log(w, "create/s", (n / (performance.now() - t) * 1e3).toFixed(0));
  let flushed = 0;
  const done = Promise.withResolvers<void>();
  let flushes = 0, claims = 0, claimed = 0;
  const worker = new Worker({
    database: { url },
    tasks: [single, linear],
    config: cfg,
    testSignals: {
      flushed: (c) => {
        flushed += c;
        flushes++;
        if (flushed >= n * steps) done.resolve();
      },
      claimed: (c) => {
        claims++;
        claimed += c;
      },
    },
  });
  const { cpuUsage } = await import("node:process");
  const c0 = cpuUsage();
  t = performance.now();
  await worker.start();
  const t1 = performance.now();
  await done.promise;
  const ms = performance.now() - t1;
  const c = cpuUsage(c0);
  console.log(
    w,
    "drain tasks/s",
    (n / ms * 1e3).toFixed(0),
    "steps/s",
    (n * steps / ms * 1e3).toFixed(0),
    "start ms",
    (t1 - t).toFixed(0),
    "flushes",
    flushes,
    "accepts",
    claims,
    "client cpu us/step",
    ((c.user + c.system) / n / steps).toFixed(2),
  );
  await worker.stop();
}
// latency
const pct = (a: number[], p: number) => a[Math.min(a.length - 1, Math.floor(a.length * p))]!.toFixed(2);
for (const w of (Deno.env.get("LAT") ?? "single,linear").split(",").filter(Boolean)) {
  const [name, steps] = names[w]!;
  let left = 0;
  let done = Promise.withResolvers<void>();
  started = 0;
  const worker = new Worker({
    database: { url },
    tasks: [single, linear],
    config: cfg,
    testSignals: {
      started: () => {
        if (started++ === 0) startedAt = performance.now();
      },
      flushed: (c) => {
        left -= c;
        if (left <= 0) done.resolve();
      },
    },
  });
  await worker.start();
  const s: number[] = [], e: number[] = [];
  for (let i = 0; i < M; i++) {
    if (Deno.env.get("REST") !== "0") await new Promise((r) => setTimeout(r, 3));
    started = 0;
    left = steps;
    done = Promise.withResolvers<void>();
    const t = performance.now();
    const p = createTasks(sql, [{ namespace: "bench", name, context: { n: i } }]);
    await done.promise;
    const now = performance.now();
    await p;
    if (i > 20) {
      s.push(startedAt - t);
      e.push(now - t);
    }
  }
  s.sort((a, b) => a - b);
  e.sort((a, b) => a - b);
  console.log(
    w,
    "latency create->start p50/p95",
    pct(s, .5),
    pct(s, .95),
    "create->complete p50/p95",
    pct(e, .5),
    pct(e, .95),
  );
  await worker.stop();
}
await sql.end();
