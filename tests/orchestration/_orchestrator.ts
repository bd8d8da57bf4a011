import { type Config, loadConfig } from "../../config/mod.ts";
import { Orchestrator } from "../../orchestration/orchestrator.ts";

/** Makes an orchestrator on a database, with the values of the `test` environment. */
export async function makeOrchestrator(
  url: string,
  orchestration: Partial<Config["orchestration"]> = {},
): Promise<Orchestrator> {
  const config = await loadConfig({ environment: "test", overrides: { orchestration } });
  return new Orchestrator({ ...config, url });
}
