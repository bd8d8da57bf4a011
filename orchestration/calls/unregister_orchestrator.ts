import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Takes an orchestrator that stops off the list. Source: `sql/functions/meta/unregister_orchestrator.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param orchestratorUuid Its identity: UUID text.
 */
export async function unregisterOrchestrator(sql: Queryable, orchestratorUuid: string): Promise<void> {
  await call(sql)`select tasker_v1.unregister_orchestrator(${orchestratorUuid})`;
}
