import { COMPONENTS } from "./component_names.ts";
import { parseSource } from "./_parse_source.ts";
import { readSources } from "./_sources.ts";
import { ENVIRONMENTS } from "./environment_names.ts";
import { formatAccepted, KEY_FACTS, type KeyFacts } from "./key_facts.ts";
import { ENV_OVERRIDES } from "./load.ts";
import { isTable } from "./toml.ts";

const HEAD = `# Configuration

Written by \`tasker config docs\`; do not edit.

Each component has a TOML file with a table of its name. Layers, each later one winning key by key: the package's \`base/\`, the package's
\`environments/<TASKER_ENV>/\`, the same two folders below \`TASKER_CONFIG_ROOT\`, environment variables, options of a command. Your own files hold only
what differs. In any string \`\${NAME}\` and \`\${NAME:-default}\` stand for environment variables.

An unknown key is an error that names the nearest valid one. \`tasker config validate\` checks, \`tasker config show\` tells each value
and where it was written, \`tasker config explain\` what keys do; \`GET /v1/config\` tells the values of a running process. Secrets are never shown:
[secrets](secrets.md). Who comes from tasker-core finds its keys in [predecessor_keys.md](predecessor_keys.md).
`;

/**
 * Writes the reference of all keys as Markdown: what each does, what it accepts, its default, and what the package's
 * environments set.
 *
 * @returns The text of `docs/configuration.md`.
 */
export async function renderConfigDocs(): Promise<string> {
  const defaults = await valuesIn("base", "development");
  const others = new Map<string, ReadonlyMap<string, unknown>>();
  for (const environment of ENVIRONMENTS) {
    others.set(environment, await valuesIn(`environments/${environment}`, environment));
  }
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

/** The values that the package's files of one folder write. */
async function valuesIn(folder: string, environment: string): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  for (const source of await readSources(environment, undefined)) {
    if (!source.name.startsWith(`config/${folder}/`)) continue;
    const { table } = parseSource(source, () => undefined);
    for (const key of KEY_FACTS.keys()) {
      const value = key.split(".").reduce<unknown>((at, name) => isTable(at) ? at[name] : undefined, table);
      if (value !== undefined && !isTable(value)) values.set(key, value);
    }
  }
  return values;
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
