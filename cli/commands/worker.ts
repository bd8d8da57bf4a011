import { ConfigError, loadSecretKeys } from "../../config/mod.ts";
import { createHealthApp, databaseCheck, Health, serveHttp } from "../../orchestration/mod.ts";
import { circuitCheck, circuitFamily } from "../../orchestration/breaker_check.ts";
import { checkConnectionBudget } from "../../sql/connection_budget.ts";
import { WORKER_CONNECTIONS } from "../../worker/door.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { startLogging } from "../logging.ts";
import { metricsOf } from "../sight.ts";
import { untilAborted } from "../until_aborted.ts";
import { VERSION } from "../version.ts";
import { workerCheck } from "../worker_check.ts";
import { isEmpty, loadWorkload, makeWorker } from "../workload.ts";

/** `tasker worker`: claims steps and runs their handlers until it is told to stop. */
export const command: Command = {
  examples: ["tasker worker", "DATABASE_URL=postgres://… tasker worker --env production"],
  stopsItself: true,
  async run({ out, signal, config: load, sql: connect, database }) {
    const config = await load();
    await using running = new AsyncDisposableStack();
    running.use(await startLogging(config.logging, out));
    const workload = await loadWorkload(config);
    if (isEmpty(workload)) {
      const reason = "names no module with handlers, so there is nothing to run";
      throw new ConfigError(config.environment, [{ source: "worker.handler_modules", key: "", reason }]);
    }
    const sql = await connect();
    signal.throwIfAborted();

    const needs = [{ what: "worker", count: WORKER_CONNECTIONS }];
    const warning = await checkConnectionBudget(sql, needs, config.database.reservedConnections);
    if (warning !== undefined) out.note(warning);
    const worker = makeWorker(
      config,
      (await database()).url,
      workload,
      await loadSecretKeys(config.secrets, config.environment),
    );
    const health = new Health({
      version: VERSION,
      environment: config.environment,
      cacheMs: config.telemetry.healthCacheMs,
      checks: [
        databaseCheck("database", sql),
        workerCheck(worker),
        circuitCheck("worker_circuit", worker.circuit),
      ],
    });
    const metrics = metricsOf(config, sql, worker, [circuitFamily([worker.circuit])]);
    const server = serveHttp({
      app: createHealthApp(health, metrics),
      bindAddress: config.worker.healthBindAddress,
    });
    running.use(server);
    await server.start();
    running.use(worker);
    await worker.start();
    const { uuid, namespaces, slots } = worker.status();
    const address = `http://${server.address}`;
    out.show({ workerUuid: uuid, namespaces, slots, healthAddress: address }, () => {
      out.line(
        `Worker ${uuid} is up: ${slots} slots for ${namespaces.join(", ")}; health at ${address}/ready`,
      );
    });

    await untilAborted(signal);
    out.note("Stopping: no more claims, what runs is finished first. Once more to stop at once.");
    health.drain();
    return EXIT.ok;
  },
};
