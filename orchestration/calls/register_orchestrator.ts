import type { JsonObject } from "../../core/json.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Makes an orchestrator known, or known to be still up. Source: `sql/functions/meta/register_orchestrator.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param orchestratorUuid Its identity: UUID text.
 * @param info Release, API level, host and process number.
 * @throws {TaskerError} `TK210` when the database serves its API level no more.
 */
export async function registerOrchestrator(
  sql: Queryable,
  orchestratorUuid: string,
  info: JsonObject,
): Promise<void> {
  await call(sql)`select tasker_v1.register_orchestrator(${orchestratorUuid}, ${
    JSON.stringify(info)
  }::text::jsonb)`;
}
