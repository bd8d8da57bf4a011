import { circuitOf } from "../../config/components/circuit_breakers.ts";
import type { Config } from "../../config/mod.ts";
import { listValues, loadSecretKeys, traceConfig } from "../../config/mod.ts";
import { TaskerError } from "../../core/errors.ts";
import {
  AccessControl,
  ApiCaches,
  createApp,
  databaseCheck,
  Health,
  type HealthCheck,
  listenerCheck,
  LiveFeed,
  Orchestrator,
  QueueGauge,
  serveHttp,
  type ServeOptions,
  serverConnectionsCheck,
} from "../../orchestration/mod.ts";
import {
  circuitCheck,
  circuitFamily,
  databaseBreaker,
  outgoingBreaker,
} from "../../orchestration/breaker_check.ts";
import { embeddedServerCheck } from "../../orchestration/health_check.ts";
import { connect } from "../../sql/connect.ts";
import { checkConnectionBudget, type ConnectionNeed } from "../../sql/connection_budget.ts";
import { Listener } from "../../sql/listener.ts";
import { migrate } from "../../sql/migrate.ts";
import type { Command, CommandContext } from "../command.ts";
import { WORKER_CONNECTIONS } from "../../worker/door.ts";
import { connectNow } from "../connect.ts";
import { type OpenDatabase, openDatabase } from "../database.ts";
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
    const { out, signal, configOptions } = context;
    const config = await context.config();
    await using running = new AsyncDisposableStack(); // what is started last is stopped first
    running.use(await startLogging(config.logging, out));
    const workload = await loadWorkload(config);
    const secrets = await loadSecretKeys(config.secrets, config.environment);
    const { url, ended, origin } = await prepareDatabase(context, config, workload, running);
    signal.throwIfAborted();

    const { pool, statementTimeoutMs, connectTimeoutSeconds } = config.database;
    const breaker = databaseBreaker("web", circuitOf(config.circuitBreakers, "web"));
    const sql = connect(url, {
      applicationName: "tasker_api",
      max: pool.api,
      statementTimeoutMs,
      connectTimeoutSeconds,
      breaker,
    });
    running.defer(() => sql.end({ timeout: 5 }));
    const jwksBreaker = outgoingBreaker("jwks", circuitOf(config.circuitBreakers, "jwks"));
    const orchestrators = Array.from(
      { length: config.orchestration.instances },
      () => new Orchestrator({ ...config, url, circuit: circuitOf(config.circuitBreakers, "orchestration") }),
    );
    const gauge = new QueueGauge({ sql, backpressure: config.backpressure });
    const worker = isEmpty(workload) ? undefined : makeWorker(config, url, workload, secrets);
    const access = new AccessControl({ ...config, sql, jwksBreaker });
    const caches: ApiCaches = new ApiCaches(config.caches, () => listener.isListening);
    const live = new LiveFeed({ sql, live: config.web.live });
    const listener = new Listener({
      url: config.database.listenUrl ?? url,
      connectTimeoutSeconds,
      subscriptions: [access.subscription, caches.subscription, live.subscription],
    });
    const health = new Health({
      version: VERSION,
      environment: config.environment,
      cacheMs: config.telemetry.healthCacheMs,
      checks: [
        databaseCheck("web_database", sql),
        circuitCheck("web_circuit", breaker),
        circuitCheck("jwks_circuit", jwksBreaker),
        serverConnectionsCheck(sql),
        listenerCheck(listener),
        ...(origin === "started" ? [embeddedServerCheck(ended)] : []),
        gauge.healthCheck,
        ...orchestrators.flatMap(({ healthChecks }, index) => healthChecks.map(numbered(index))),
        ...(worker === undefined
          ? []
          : [workerCheck(worker), circuitCheck("worker_circuit", worker.circuit)]),
      ],
    });
    const server = serveHttp({
      app: createApp({
        sql,
        web: config.web,
        secrets,
        config: { environment: config.environment, values: listValues(await traceConfig(configOptions)) },
        health,
        gauge,
        pendingLimit: config.backpressure.pendingRequests,
        metrics: metricsOf(config, sql, worker, [
          gauge.tierFamily,
          live.gauge,
          circuitFamily([
            breaker,
            ...orchestrators.map(({ circuit }) => circuit),
            worker?.circuit,
            jwksBreaker,
          ]),
        ]),
        caches,
        live,
        access,
      }),
      bindAddress: config.web.bindAddress,
      tls: await readTls(config.web.tls),
    });
    for (
      const service of [
        access,
        listener,
        gauge,
        server,
        ...orchestrators,
        ...(worker === undefined ? [] : [worker]),
      ]
    ) {
      running.use(service);
      await service.start();
      signal.throwIfAborted();
    }
    announce(context, config, { workload, url, address: server.url, hasWorker: worker !== undefined });

    const isServerLost = await Promise.race([untilAborted(signal).then(() => false), ended.then(() => true)]);
    health.drain();
    if (isServerLost) {
      await worker?.stop({ graceMs: 0 });
      throw new TaskerError("TK503", "The embedded PostgreSQL server ended by itself", {
        hint:
          `Look at the end of server.log below "${config.database.dataDir}", then start again: nothing is lost.`,
      });
    }
    out.note("Stopping: what runs is finished first. Once more to stop at once.");
    return EXIT.ok;
  },
};

/** Opens the database, starts one if need be, brings it to this release, and publishes the templates. */
async function prepareDatabase(
  { out, signal }: CommandContext,
  config: Config,
  workload: Workload,
  running: AsyncDisposableStack,
): Promise<OpenDatabase> {
  if (config.database.url === undefined) out.status(`Starting PostgreSQL in ${config.database.dataDir}…`);
  const database = running.use(await openDatabase(config.database, { create: true, own: true }));
  const { url } = database;
  signal.throwIfAborted();
  const sql = await connectNow(url, config.database);
  try {
    const warning = await checkConnectionBudget(
      sql,
      needsOf(config, workload),
      config.database.reservedConnections,
    );
    if (warning !== undefined) out.note(warning);
    out.status("Migrating…");
    await migrate(sql);
    await publishTemplates(sql, workload.templates);
  } finally {
    await sql.end({ timeout: 1 });
  }
  return database;
}

/** Reads certificate and key, if the API is to speak HTTPS. */
async function readTls({ certificateFile, keyFile }: Config["web"]["tls"]): Promise<ServeOptions["tls"]> {
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  return { cert: await Deno.readTextFile(certificateFile), key: await Deno.readTextFile(keyFile) };
}

/** What the parts of this process may open. */
function needsOf(
  { database: { pool }, orchestration: { instances } }: Config,
  workload: Workload,
): ConnectionNeed[] {
  return [
    { what: "database.pool.api + 1", count: pool.api + 1 },
    {
      what: "orchestration.instances × (database.pool.maintenance + 2)",
      count: instances * (pool.maintenance + 2),
    },
    { what: "worker", count: isEmpty(workload) ? 0 : WORKER_CONNECTIONS },
  ];
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
  const reachable = address.replace(/(?<=:\/\/)(0\.0\.0\.0|\[::\])/, "localhost");
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
