import { COMPONENTS } from "./component_names.ts";
import { ConfigError, type ConfigFault } from "./config_error.ts";
import { ENVIRONMENTS } from "./environment_names.ts";
import { nearestName } from "../core/nearest_name.ts";

/** Text of one configuration file. */
export interface ConfigSource {
  /** Path as people know it: `config/base/worker.toml`, or below the root they gave. */
  readonly name: string;
  /** Component whose table it holds. */
  readonly component: string;
  /** The file's text. */
  readonly text: string;
}

const BUILT_IN = new URL("./", import.meta.url);

/**
 * Reads the files of one environment, weakest first: the package's base and environment files, then those below `root`,
 * which need only hold what differs.
 */
export async function readSources(environment: string, root: string | undefined): Promise<ConfigSource[]> {
  const folders = ["base", `environments/${environment}`];
  const own = root === undefined ? new Map<string, string[]>() : await listRoot(environment, root);
  if (!ENVIRONMENTS.includes(environment) && !own.has(folders[1] ?? "")) {
    throw new ConfigError(environment, [unknownEnvironment(environment, own.keys())]);
  }
  const builtIn = folders.flatMap((folder) =>
    COMPONENTS.map((name) => readBuiltIn(`${folder}/${name}.toml`, name))
  );
  const rooted = folders.flatMap((folder) =>
    (own.get(folder) ?? []).map(async (file) => {
      const name = `${root}/${folder}/${file}`;
      return { name, component: file.replace(/\.toml$/, ""), text: await Deno.readTextFile(name) };
    })
  );
  return (await Promise.all([...builtIn, ...rooted])).filter((source) => source !== undefined);
}

/** Reads a file of the package, from the disk or from the registry it was imported from; only base files must exist. */
async function readBuiltIn(path: string, component: string): Promise<ConfigSource | undefined> {
  const url = new URL(path, BUILT_IN);
  const text = url.protocol === "file:" ? await readIfThere(url) : await fetchIfThere(url);
  if (text !== undefined) return { name: `config/${path}`, component, text };
  if (path.startsWith("base/")) {
    throw new Deno.errors.NotFound(`Cannot read "${url}": the package is incomplete`);
  }
}

async function readIfThere(url: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function fetchIfThere(url: URL): Promise<string | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (response.ok) return await response.text();
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  throw new Error(`Cannot read "${url}": HTTP status ${response.status}`);
}

/** Lists the files of each folder below the user's root, and refuses what nobody would read. */
async function listRoot(environment: string, root: string): Promise<Map<string, string[]>> {
  const folders = new Map<string, string[]>();
  if (!await isFolder(root)) {
    const reason =
      "is not a folder; TASKER_CONFIG_ROOT (or --config-root) names the folder of base/ and environments/";
    throw new ConfigError(environment, [{ source: root, key: "", reason }]);
  }
  const faults: ConfigFault[] = [];
  for (const folder of ["base", ...await namesIn(`${root}/environments`, "", "environments/")]) {
    const files = await namesIn(`${root}/${folder}`, ".toml");
    if (files.length > 0 || folder !== "base") folders.set(folder, files);
    for (const file of files) {
      const name = file.slice(0, -".toml".length);
      if (COMPONENTS.some((component) => component === name)) continue;
      faults.push({ source: `${root}/${folder}/${file}`, key: "", reason: notComponent(name) });
    }
  }
  if (faults.length > 0) throw new ConfigError(environment, faults);
  return folders;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

async function namesIn(folder: string, ending: string, prefix = ""): Promise<string[]> {
  if (!await isFolder(folder)) return [];
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.endsWith(ending) && entry.isDirectory === (ending === "")) names.push(prefix + entry.name);
  }
  return names.sort();
}

function notComponent(name: string): string {
  const near = nearestName(name, COMPONENTS);
  return near === undefined
    ? `no component is called "${name}"; there are ${COMPONENTS.join(", ")}`
    : `no component is called "${name}"; did you mean "${near}.toml"?`;
}

function unknownEnvironment(environment: string, folders: Iterable<string>): ConfigFault {
  const rooted = [...folders].flatMap((folder) =>
    folder.startsWith("environments/") ? [folder.slice(13)] : []
  );
  const known = [...new Set([...ENVIRONMENTS, ...rooted])];
  const near = nearestName(environment, known);
  const advice = near === undefined ? `there are ${known.join(", ")}` : `did you mean "${near}"?`;
  return { source: "TASKER_ENV", key: "", reason: `no environment is called "${environment}"; ${advice}` };
}
