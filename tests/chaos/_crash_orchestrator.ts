/**
 * Program of the crash tests: an orchestrator that does all its kinds of work, then stops in good order.
 * Argument: JSON of {@linkcode CrashOrchestratorOptions}.
 *
 * @module
 */
import { loadConfig } from "../../config/mod.ts";
import { Orchestrator } from "../../orchestration/orchestrator.ts";
import { connect } from "../../sql/connect.ts";
import { until } from "../_support/waiting.ts";
import { NAMESPACE } from "./_work.ts";

/** What it is told. */
export interface CrashOrchestratorOptions {
  /** Database, as it reaches it. */
  readonly url: string;
  /** Database, reached directly, to see when everything is done. */
  readonly directUrl: string;
  /** A task to look after by command. */
  readonly taskUuid: string;
  /** Number of the task that is asked for by command. */
  readonly ownNumber: number;
}

if (import.meta.main) {
  const { url, directUrl, taskUuid, ownNumber }: CrashOrchestratorOptions = JSON.parse(Deno.args[0] ?? "{}");
  const config = await loadConfig({
    environment: "test",
    overrides: { orchestration: { transport: "pgmq", visibilityTimeoutSeconds: 1 } },
  });
  const orchestrator = new Orchestrator({ ...config, url });
  const direct = connect(directUrl, { max: 1 });
  await orchestrator.start();
  const request = {
    namespace: NAMESPACE,
    name: "linear",
    idempotencyKey: `own-${ownNumber}`,
    context: { number: ownNumber, takesMs: 0, fails: {} },
  };
  await orchestrator.send({ kind: "InitializeTask", request });
  await orchestrator.send({ kind: "InitializeTaskFromMessageEvent", messageId: "1" });
  await orchestrator.send({ kind: "ProcessTaskReadiness", taskUuid, triggeredBy: "task_start" });
  await orchestrator.send({ kind: "FinalizeTask", taskUuid });
  await orchestrator.send({ kind: "GetProcessingStats" });
  await orchestrator.send({ kind: "HealthCheck" });
  await until(async () => {
    const [row] = await direct`
      select not exists (select from tasker.tasks t where t.state < 'complete' and t.state <> 'blocked_by_failures')
         and not exists (select from tasker.step_queue) as is_done`;
    return row?.is_done === true;
  }, { deadlineMs: 60_000, what: "every task to end" });
  await orchestrator.stop();
  await direct.end();
}
