import { assertEquals } from "@std/assert";
import type { CachesConfig } from "../../config/components/caches.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { createApp } from "../../orchestration/http/app.ts";
import { ApiCaches } from "../../orchestration/sight/api_caches.ts";
import { loadConfig } from "../../config/mod.ts";
import { Health } from "../../orchestration/http/health.ts";
import { Listener } from "../../sql/listener.ts";
import { TestDatabase } from "../_support/database.ts";
import { templateOf } from "../_support/fixtures.ts";
import { until } from "../_support/waiting.ts";

const LONG: CachesConfig = {
  templatesSeconds: 3600,
  unheardSeconds: 0.2,
  templatesEntries: 100,
  analyticsSeconds: 3600,
  analyticsEntries: 100,
};

/** An API that remembers, and the session by which it hears what to forget. */
async function startRemembering(db: TestDatabase) {
  const { web } = await loadConfig({ environment: "test" });
  const caches: ApiCaches = new ApiCaches(LONG, () => listener.isListening);
  const listener = new Listener({
    url: db.url,
    connectTimeoutSeconds: 5,
    subscriptions: [caches.subscription],
  });
  await listener.start();
  const health = new Health({ version: "0.0.0", environment: "test", checks: [] });
  const app = createApp({ sql: db.sql, web, health, caches });
  const get = async (path: string) => {
    const response = await app.fetch(new Request(`http://tasker.test${path}`));
    return await response.json();
  };
  return { listener, get, [Symbol.asyncDispose]: () => listener.stop() };
}

const version = (version: string) => ({ ...templateOf({ a: [] }), version });
const hits = () => METRICS.cacheHits.of("templates").value;
const forgotten = () => METRICS.cacheInvalidations.of("templates").value;

Deno.test("templates are remembered until another process publishes one", async () => {
  await using db = await TestDatabase.create();
  await using api = await startRemembering(db);
  const other = db.connect();
  const heard = forgotten();
  await registerTemplate(other, version("1.0.0"));
  await until(() => forgotten() > heard, { what: "the notification of the first version" });
  assertEquals((await api.get("/v1/templates")).total_count, 1);
  const before = hits();
  const latest = async () => (await api.get("/v1/templates/shop/order")).version;

  assertEquals([await latest(), await latest(), await latest()], ["1.0.0", "1.0.0", "1.0.0"]);
  assertEquals(hits() - before, 2);
  await registerTemplate(other, version("1.1.0"));

  await until(async () => await latest() === "1.1.0", { what: "the notification", deadlineMs: 2_000 });
  assertEquals((await api.get("/v1/templates")).total_count, 2);
});

Deno.test("templates are forgotten after seconds while notifications do not arrive, and at once when they do again", async () => {
  await using db = await TestDatabase.create();
  await using api = await startRemembering(db);
  await registerTemplate(db.sql, version("1.0.0"));
  const latest = async () => (await api.get("/v1/templates/shop/order")).version;
  await until(async () => await latest() === "1.0.0", { what: "the first version" });

  await api.listener.stop();
  await registerTemplate(db.sql, version("1.1.0"));
  await until(async () => await latest() === "1.1.0", { what: "the short life to end", deadlineMs: 2_000 });

  const pid =
    "select pid from pg_stat_activity where application_name = 'tasker_listener' and datname = current_database()";
  await api.listener.start();
  assertEquals(await latest(), "1.1.0");
  await db.sql.begin(async (sql) => {
    await registerTemplate(sql, version("1.2.0"));
    await sql.unsafe(`select pg_terminate_backend(pid, 5000) from (${pid}) p`); // what is told now, nobody hears
  });
  await until(async () => await latest() === "1.2.0", { what: "the next session to listen" });
});

Deno.test("registering what is published already tells nobody", async () => {
  await using db = await TestDatabase.create();
  await registerTemplate(db.sql, version("1.0.0"));
  await using api = await startRemembering(db);
  await api.get("/v1/templates");
  const before = forgotten();

  await registerTemplate(db.sql, version("1.0.0"));
  await registerTemplate(db.sql, { ...version("1.0.0"), description: "Told anew" });
  await until(() => forgotten() > before, { what: "the change of the description" });

  assertEquals(forgotten(), before + 1);
});

Deno.test("figures of analytics are computed once for all who ask for the same", async () => {
  await using db = await TestDatabase.create();
  await using api = await startRemembering(db);
  const misses = () => METRICS.cacheMisses.of("analytics").value;
  const before = misses();

  const paths = ["performance?hours=1", "performance?hours=1", "performance?hours=2", "slowest-steps"];
  const answers = await Promise.all(paths.map((path) => api.get(`/v1/analytics/${path}`)));

  assertEquals(answers[0], answers[1]);
  assertEquals(misses() - before, 3);
});
