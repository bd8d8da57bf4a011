import type { Config } from "../../config/mod.ts";
import {
  createApp,
  databaseCheck,
  Health,
  type HealthCheck,
  Orchestrator,
  serveHttp,
} from "../../orchestration/mod.ts";
import { connect } from "../../sql/connect.ts";
import { migrate } from "../../sql/migrate.ts";
import type { Command, CommandContext } from "../command.ts";
import { connectNow } from "../connect.ts";
import { openDatabase } from "../database.ts";
import { EXIT } from "../exit_codes.ts";
import { startLogging } from "../logging.ts";
import { publishTemplates } from "../publish_templates.ts";
import { metricsOf } from "../sight.ts";
import { printBanner } from "../start_banner.ts";
import { untilAborted } from "../until_aborted.ts";
import { VERSION } from "../version.ts";
import { workerCheck } from "../worker_check.ts";
import { isEmpty, loadWorkload, makeWorker, type Workload } from "../workload.ts";

/** `tasker start`: database, orchestrators, worker and API in one process, until it is told to stop. */
export const command: Command = {
  examples: ["tasker start", "DATABASE_URL=postgres://… TASKER_WEB_BIND_ADDRESS=127.0.0.1:9000 tasker start"],
  stopsItself: true,
  async run(context) {
    const { out, signal } = context;
    const config = await context.config();
    await using running = new AsyncDisposableStack(); // what is started last is stopped first
    running.use(await startLogging(config.logging, out));
    const workload = await loadWorkload(config);
    const url = await prepareDatabase(context, config, workload, running);
    signal.throwIfAborted();

    const { pool, statementTimeoutMs, connectTimeoutSeconds } = config.database;
    const sql = connect(url, {
      applicationName: "tasker_api",
      max: pool.api,
      statementTimeoutMs,
      connectTimeoutSeconds,
    });
    running.defer(() => sql.end({ timeout: 5 }));
    const orchestrators = Array.from(
      { length: config.orchestration.instances },
      () => new Orchestrator({ ...config, url }),
    );
    const worker = isEmpty(workload) ? undefined : makeWorker(config, url, workload);
    const health = new Health({
      version: VERSION,
      environment: config.environment,
      cacheMs: config.telemetry.healthCacheMs,
      checks: [
        databaseCheck("web_database", sql),
        ...orchestrators.flatMap(({ healthChecks }, index) => healthChecks.map(numbered(index))),
        ...(worker === undefined ? [] : [workerCheck(worker)]),
      ],
    });
    const server = serveHttp({
      app: createApp({ sql, web: config.web, health, metrics: metricsOf(config, sql, worker) }),
      bindAddress: config.web.bindAddress,
    });
    for (const service of [server, ...orchestrators, ...(worker === undefined ? [] : [worker])]) {
      running.use(service);
      await service.start();
      signal.throwIfAborted();
    }
    announce(context, config, { workload, url, address: server.address, hasWorker: worker !== undefined });

    await untilAborted(signal);
    out.note("Stopping: what runs is finished first. Once more to stop at once.");
    health.drain();
    return EXIT.ok;
  },
};

/** Opens the database, starts one if need be, brings it to this release, and publishes the templates. */
async function prepareDatabase(
  { out, signal }: CommandContext,
  config: Config,
  workload: Workload,
  running: AsyncDisposableStack,
): Promise<string> {
  if (config.database.url === undefined) out.status(`Starting PostgreSQL in ${config.database.dataDir}…`);
  const { url } = running.use(await openDatabase(config.database, { create: true, own: true }));
  signal.throwIfAborted();
  const sql = await connectNow(url, config.database);
  try {
    out.status("Migrating…");
    await migrate(sql);
    await publishTemplates(sql, workload.templates);
  } finally {
    await sql.end({ timeout: 1 });
  }
  return url;
}

/** Checks of further orchestrators carry their number: `command_processor_2`. */
function numbered(index: number): (check: HealthCheck) => HealthCheck {
  return (check) => index === 0 ? check : { ...check, name: `${check.name}_${index + 1}` };
}

interface Up {
  readonly workload: Workload;
  readonly url: string;
  readonly address: string;
  readonly hasWorker: boolean;
}

function announce({ out }: CommandContext, config: Config, { workload, url, address, hasWorker }: Up): void {
  const { templates, sampleRequest } = workload;
  const reachable = `http://${address.replace(/^(0\.0\.0\.0|\[::\])/, "localhost")}`;
  const names = templates.map(({ namespace, name, version }) => ({ namespace, name, version }));
  out.show(
    { address: reachable, version: VERSION, environment: config.environment, templates: names },
    () => {
      printBanner(out, config, {
        address: reachable,
        databaseUrl: url,
        dataDir: config.database.url === undefined ? config.database.dataDir : undefined,
        templates,
        sampleRequest,
        hasWorker,
      });
    },
  );
}
