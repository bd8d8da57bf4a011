import { registerTemplate } from "../../orchestration/calls/mod.ts";
import { connect, migrate } from "../../sql/mod.ts";
import type { Outcome } from "../harness/measurement.ts";
import { SHAPES } from "../harness/shapes.ts";
import { spread } from "../harness/statistics.ts";
import { numberOf } from "../harness/system.ts";
import { NAMESPACE, templateOf } from "../systems/templates.ts";
import type { WorkloadSetup } from "./workload.ts";

const WARM_UPS = 50;

/** Creates tasks over HTTP, one request after another, alone or `batch` at a time; the server is another process. */
export async function measure({ url, run }: WorkloadSetup): Promise<Outcome> {
  const shape = SHAPES[run.shape];
  const sql = connect(url, { max: 1 });
  await migrate(sql);
  await registerTemplate(sql, templateOf(shape));
  await sql.end();
  const batch = numberOf(run.variant, "batch", 1);
  const task = { namespace: NAMESPACE, name: shape.name, context: { i: 1 } };
  const body = JSON.stringify(batch === 1 ? task : Array.from({ length: batch }, () => task));

  await using server = await startServer(url);
  const path = `http://${server.address}/v1/tasks${batch === 1 ? "" : "/batch"}`;
  for (let i = 0; i < WARM_UPS / batch; i += 1) await post(path, body);
  const samples = [];
  for (let i = 0; i < run.count; i += 1) {
    const startedAtMs = performance.now();
    await post(path, body);
    samples.push(performance.now() - startedAtMs);
  }
  const totalMs = samples.reduce((sum, ms) => sum + ms, 0);
  return {
    settings: `POST ${
      batch === 1 ? "/v1/tasks" : `/v1/tasks/batch of ${batch}`
    }, one after another, kept-alive connection`,
    figures: { request: spread(samples), tasksPerSecond: run.count * batch / totalMs * 1000 },
  };
}

async function post(path: string, body: string): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
}

async function startServer(url: string): Promise<AsyncDisposable & { readonly address: string }> {
  const script = new URL("./http_server.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), { args: ["run", "-A", script, url], stdout: "piped" })
    .spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await lines.read();
  if (value === undefined) throw new Error("Cannot start the HTTP server");
  return {
    address: value.trim(),
    async [Symbol.asyncDispose]() {
      child.kill();
      await lines.cancel();
      await child.status;
    },
  };
}
