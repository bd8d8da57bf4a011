import { connect } from "../../sql/mod.ts";

/** Under which conditions a bench was run. */
export interface Conditions {
  /** ISO 8601 text. */
  readonly startedAt: string;
  /** Minutes it took; 0 until it is over. */
  readonly minutes: number;
  /** Passes over all runs. */
  readonly passes: number;
  /** Share of the usual sizes. */
  readonly scale: number;
  /** Processors. */
  readonly cores: number;
  /** Memory in GiB. */
  readonly gibibytes: number;
  /** Load average over one minute before the first run: other programs ran when it is not near 0. */
  readonly loadBefore: number;
  /** Release of Deno. */
  readonly deno: string;
  /** Release of PostgreSQL. */
  readonly postgres: string;
  /** Settings of the server that bear on durability and speed. */
  readonly settings: Readonly<Record<string, string>>;
  /** Releases of the peers, by their npm names. */
  readonly peers: Readonly<Record<string, string>>;
}

/** Looks at the machine and the server. */
export async function conditionsNow(
  url: string,
  { passes, scale }: Pick<Conditions, "passes" | "scale">,
): Promise<Conditions> {
  const sql = connect(url, { max: 1 });
  const settings = await sql<{ name: string; value: string }[]>`
    select s.name, current_setting(s.name) as value
      from pg_settings s
     where s.name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_connections',
                      'autovacuum', 'server_version')`;
  await sql.end();
  const { server_version, ...rest } = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  const manifest = await Deno.readTextFile(new URL("../peers/package.json", import.meta.url));
  return {
    startedAt: new Date().toISOString(),
    minutes: 0,
    passes,
    scale,
    cores: navigator.hardwareConcurrency,
    gibibytes: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    loadBefore: Deno.loadavg()[0] ?? NaN,
    deno: Deno.version.deno,
    postgres: server_version ?? "",
    settings: rest,
    peers: JSON.parse(manifest).dependencies,
  };
}

/** Says them in a sentence or two. */
export function describeConditions(conditions: Conditions): string {
  const { startedAt, passes, scale, cores, gibibytes, loadBefore, deno, postgres, settings, minutes } =
    conditions;
  const set = Object.entries(settings).map(([name, value]) => `${name} ${value}`).join(", ");
  return `${
    startedAt.slice(0, 16).replace("T", " ")
  } UTC, ${minutes} minutes, ${cores} cores, ${gibibytes} GiB, ` +
    `PostgreSQL ${postgres} on the same machine (${set}), Deno ${deno}. ` +
    (passes === 1 ? "One pass" : `Medians of ${passes} passes (min–max)`) +
    (scale === 1 ? "." : `, at ${scale} of the usual sizes: the figures mean nothing.`) +
    ` Load before the start: ${loadBefore.toFixed(2)}.`;
}
