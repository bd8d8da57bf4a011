import { COMPONENTS } from "./_components.ts";
import { ENVIRONMENTS } from "./_sources.ts";
import { formatAccepted, KEY_FACTS, type KeyFacts } from "./key_facts.ts";
import { listValues } from "./list_values.ts";
import { ENV_OVERRIDES, traceConfig } from "./load.ts";

const HEAD = `# Configuration

Written by \`tasker config docs\`; do not edit.

Each component has a TOML file with a table of its name. Layers, each later one winning key by key: the package's \`base/\`, the package's
\`environments/<TASKER_ENV>/\`, the same two folders below \`TASKER_CONFIG_ROOT\`, environment variables, options of a command. Your own files hold only
what differs. In any string \`\${NAME}\` and \`\${NAME:-default}\` stand for environment variables.

An unknown key is an error that names the nearest valid one. \`tasker config validate\` checks, \`tasker config show\` tells each value
and where it was written, \`tasker config explain\` what keys do.
`;

/**
 * Writes the reference of all keys as Markdown: what each does, what it accepts, its default, and what the package's
 * environments set.
 *
 * @returns The text of `docs/configuration.md`.
 * @throws {ConfigError} When the package's own files are at fault.
 */
export async function renderConfigDocs(): Promise<string> {
  const defaults = await defaultsOf("development", true);
  const others = new Map<string, ReadonlyMap<string, unknown>>();
  for (const environment of ENVIRONMENTS) others.set(environment, await defaultsOf(environment, false));
  const variables = new Map(Object.entries(ENV_OVERRIDES).map(([name, key]) => [key, name]));

  const sections = COMPONENTS.map((component) => {
    const rows = [...KEY_FACTS.values()]
      .filter(({ key, kind }) => key.startsWith(`${component}.`) && kind !== "object")
      .map((facts) => rowOf(facts, { defaults, others, variable: variables.get(facts.key) }));
    return [
      `## ${component}`,
      "",
      "| key | accepts | default | what it does |",
      "| --- | --- | --- | --- |",
      ...rows,
      "",
    ].join("\n");
  });
  return [HEAD, ...sections].join("\n");
}

interface Known {
  readonly defaults: ReadonlyMap<string, unknown>;
  readonly others: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  readonly variable: string | undefined;
}

function rowOf(facts: KeyFacts, { defaults, others, variable }: Known): string {
  const set = [...others].flatMap(([environment, values]) =>
    values.has(facts.key) ? [`${environment}: ${code(values.get(facts.key))}`] : []
  );
  const standard = defaults.has(facts.key) ? code(defaults.get(facts.key)) : "–";
  const effect = `${facts.summary}${variable === undefined ? "" : `; or the variable \`${variable}\``}`;
  const cells = [`\`${facts.key}\``, formatAccepted(facts), [standard, ...set].join("<br>"), effect];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The values that the package's base files write, or those that its files of an environment do. */
async function defaultsOf(environment: string, isBase: boolean): Promise<ReadonlyMap<string, unknown>> {
  const folder = isBase ? "config/base/" : `config/environments/${environment}/`;
  const values = new Map<string, unknown>();
  for (const name of isBase ? ENVIRONMENTS : [environment]) {
    const loaded = await traceConfig({ environment: name, env: () => undefined });
    for (const { key, value, origin } of listValues(loaded)) {
      if (origin?.source.startsWith(folder)) values.set(key, value);
    }
  }
  return values;
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
