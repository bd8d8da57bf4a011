import { type Config, loadConfig } from "../../config/mod.ts";
import { Orchestrator, type OrchestratorOptions } from "../../orchestration/orchestrator.ts";

/** Makes an orchestrator on a database, with the values of the `test` environment, upkeep aside: tests set that in SQL. */
export async function makeOrchestrator(
  url: string,
  orchestration: Partial<Config["orchestration"]> = {},
  circuit?: OrchestratorOptions["circuit"],
  database: Partial<Config["database"]> = {},
): Promise<Orchestrator> {
  const config = await loadConfig({
    environment: "test",
    overrides: { orchestration, database: { url, ...database } },
  });
  return new Orchestrator({ ...config, upkeep: undefined, url, circuit });
}
