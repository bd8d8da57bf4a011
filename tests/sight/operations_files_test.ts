import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { loadConfig } from "../../config/mod.ts";
import { workerFamilies } from "../../cli/sight.ts";
import { DATABASE_GAUGES } from "../../core/telemetry/gauges.ts";
import { CounterFamily, type Family } from "../../core/telemetry/meters.ts";
import { processFamilies, prometheusName } from "../../core/telemetry/metrics.ts";
import { Exposition } from "../../orchestration/sight/exposition.ts";
import { LiveFeed, QueueGauge } from "../../orchestration/mod.ts";
import { circuitFamily } from "../../orchestration/breaker_check.ts";
import { connect } from "../../sql/connect.ts";
import { Worker } from "../../worker/mod.ts";

const read = (name: string) => Deno.readTextFile(new URL(`../../docs/operations/${name}`, import.meta.url));

const nowhere = "postgres://nowhere.test/none";
const worker = new Worker({ database: { url: nowhere } });
const { backpressure, web } = await loadConfig();
const gauge = new QueueGauge({ sql: connect(nowhere), backpressure });
const live = new LiveFeed({ sql: connect(nowhere), live: web.live });
const families = [...workerFamilies(worker), circuitFamily([]), gauge.tierFamily, live.gauge];

/** What `/metrics` answers, with every family that a process of tasker can have. */
function allMetrics(): Promise<string> {
  const read = () => [];
  const database = DATABASE_GAUGES.map(({ kind, ...family }) => ({ family, kind, read }));
  return new Exposition([...database, ...families]).text();
}

/** The labels of each metric of tasker, by the names its samples have. */
function labelsByName(): Map<string, readonly string[]> {
  const byName = new Map<string, readonly string[]>();
  const add = (family: Family, kind: "counter" | "gauge" | "histogram") => {
    const name = prometheusName(family, kind);
    if (kind !== "histogram") return byName.set(name, family.labels);
    for (const end of ["bucket", "sum", "count"]) byName.set(`${name}_${end}`, [...family.labels, "le"]);
  };
  for (const family of processFamilies()) {
    add(family.family, family instanceof CounterFamily ? "counter" : "histogram");
  }
  for (const { family, kind } of families) add(family, kind);
  for (const family of DATABASE_GAUGES) add(family, family.kind);
  return byName;
}

/** Words of PromQL that could be taken for metrics. */
const METRIC = /\b(?:tasker|process|nodejs)_\w+\b/g;

async function expressions(): Promise<readonly { readonly from: string; readonly expr: string }[]> {
  const dashboard = JSON.parse(await read("grafana.json"));
  const rules = parse(await read("alerts.yaml")) as {
    readonly groups: readonly {
      readonly rules: readonly { readonly alert: string; readonly expr: string }[];
    }[];
  };
  return [
    // deno-lint-ignore no-explicit-any -- Grafana's JSON
    ...dashboard.panels.flatMap(({ title, targets = [] }: any) =>
      // deno-lint-ignore no-explicit-any -- Grafana's JSON
      targets.map(({ expr }: any) => ({ from: title, expr }))
    ),
    ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => ({ from: alert, expr }))),
  ];
}

Deno.test("every metric of the dashboard and of the alerts is one that /metrics has", async () => {
  const types = new Set([...(await allMetrics()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
  const all = await expressions();
  assert(all.length > 40);
  for (const { from, expr } of all) {
    const names = expr.match(METRIC) ?? [];
    assert(names.length > 0, `${from} names no metric`);
    for (const name of names) {
      const base = name.replace(/_(bucket|sum|count)$/, "");
      assert(types.has(name) || types.has(base), `${from}: there is no metric ${name}`);
    }
  }
});

Deno.test("the dashboard and the alerts ask for labels that their metrics have", async () => {
  const known = labelsByName();
  for (const { from, expr } of await expressions()) {
    for (const [, name = "", filter = ""] of expr.matchAll(/\b(tasker_\w+)\{([^}]*)\}/g)) {
      for (const [, label = ""] of filter.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) {
        const has = ["job", "instance"].includes(label) || known.get(name)?.includes(label);
        assert(has, `${from}: ${name} has no label ${label}`);
      }
    }
  }
});

Deno.test("docs/observability.md describes every metric of tasker", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/observability.md", import.meta.url));
  const missing = [...(await allMetrics()).matchAll(/^# TYPE (tasker_\S+) /gm)].map(([, name = ""]) => name)
    .filter((name) => !text.includes(`\`${name}\``));
  assertEquals(missing, []);
});
