import type { Config } from "../config/mod.ts";
import { redactUrl } from "../config/redact.ts";
import { toSnakeCase } from "../core/case.ts";
import type { Template } from "../core/template.ts";
import type { TaskRequest } from "../core/wire.ts";
import type { Output } from "./output.ts";
import { VERSION } from "./version.ts";

/** What is told when everything is up. */
export interface Started {
  /** Where the API answers: `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Where the database is; its password is not shown. */
  readonly databaseUrl: string;
  /** Folder of the embedded server; `undefined` where the database is another's. */
  readonly dataDir: string | undefined;
  /** Everything that can be run. */
  readonly templates: readonly Template[];
  /** A request to try. */
  readonly sampleRequest: TaskRequest | undefined;
  /** Whether steps are run here. */
  readonly hasWorker: boolean;
}

/**
 * Says hello when everything is up, with a request to paste into another terminal.
 *
 * @param out Where to print.
 * @param config Environment, slots and instances.
 * @param started What is up.
 */
export function printBanner(out: Output, config: Config, started: Started): void {
  const { bold, dim, cyan } = out.colors;
  const { address, sampleRequest } = started;
  const fact = (name: string, value: string) => out.line(`  ${bold(name.padEnd(11))}${value}`);
  out.line(`tasker ${VERSION} is up, environment ${config.environment}\n`);
  fact("API", `${cyan(address)}   ${dim("description: /api-docs/openapi.json, health: /ready")}`);
  fact("Access", accessText(config));
  fact("Database", databaseText(started));
  fact("Worker", started.hasWorker ? workerText(config) : "none: worker.handler_modules names no handlers");
  fact("Templates", started.templates.map(titleOf).join(`\n${" ".repeat(13)}`) || "none");
  if (sampleRequest !== undefined) {
    out.line("\nTry it in another terminal:\n");
    out.line(`  ${curlLine(address, sampleRequest)}\n`);
    out.line(`It answers with the task's uuid. What became of it: curl ${address}/v1/tasks/<task_uuid>`);
  }
  out.line(dim("\nCtrl-C stops it; what runs is finished first."));
}

function titleOf({ namespace, name, version, steps }: Template): string {
  return `${namespace}/${name} ${version}, ${steps.length === 1 ? "1 step" : `${steps.length} steps`}`;
}

/** A request as a line for a shell. */
export function curlLine(address: string, request: TaskRequest): string {
  const body = JSON.stringify(toSnakeCase(request)).replaceAll("'", String.raw`'\''`);
  return `curl -X POST ${address}/v1/tasks -H 'content-type: application/json' -d '${body}'`;
}

function accessText({ auth, environment }: Config): string {
  if (auth.mode === "required") return "credentials are required: tasker auth keys create";
  return `open: everybody may do everything (auth.mode in ${environment})`;
}

function databaseText({ databaseUrl, dataDir }: Started): string {
  if (dataDir === undefined) return redactUrl(databaseUrl);
  return `its own PostgreSQL on port ${new URL(databaseUrl).port}, data in ${dataDir}`;
}

function workerText({ worker, orchestration }: Config): string {
  const { instances, deploymentMode, transport } = orchestration;
  const orchestrators = instances === 1 ? "1 orchestrator" : `${instances} orchestrators`;
  return `${worker.maxConcurrentSteps} slots, ${orchestrators}, ${deploymentMode}, transport ${transport}`;
}
