import { orderViews } from "./_order_views.ts";

/** Path and text of one SQL file. */
export interface SqlFile {
  /** Path in the package, with forward slashes: `sql/schema/0001_ledger.sql`. */
  readonly path: string;
  /** The file's text, with line feeds only. */
  readonly text: string;
}

/** The SQL that a database of this release consists of, in the order it runs. */
export interface SqlFiles {
  /** State: `sql/schema/NNNN_name.sql`, by number. */
  readonly schema: readonly SqlFile[];
  /** Our own PGMQ: `sql/pgmq/*.sql`, by path. */
  readonly pgmq: readonly SqlFile[];
  /** Views over the state: `sql/views/*.sql`, each after those it reads. */
  readonly views: readonly SqlFile[];
  /** Behaviour: `sql/functions/<subject>/<function>.sql`, by path. */
  readonly functions: readonly SqlFile[];
  /** Who may call what: `sql/grants.sql`. */
  readonly grants: SqlFile;
}

/** The folder of this file, where the SQL lies: on the disk, in a compiled binary, or at a registry. */
export const SQL_ROOT: URL = new URL("./", import.meta.url);

/**
 * Reads the package's SQL files: from the disk, or over HTTP when the package was imported from a registry.
 *
 * @param root Folder that holds `schema/`, `pgmq/`, `views/`, `functions/` and `grants.sql`; ends with a slash.
 * @default {SQL_ROOT}
 * @returns The files, each group in the order it runs.
 * @throws {Error} If a file cannot be read.
 */
export async function readSqlFiles(root: URL = SQL_ROOT): Promise<SqlFiles> {
  const paths = await listSqlPaths(root);
  const read = (folder: string) =>
    Promise.all(paths.filter((path) => path.startsWith(folder)).map((path) => readSqlFile(root, path)));
  const [schema, pgmq, views, functions, grants] = await Promise.all([
    read("schema/"),
    read("pgmq/"),
    read("views/"),
    read("functions/"),
    readSqlFile(root, "grants.sql"),
  ]);
  return { schema, pgmq, views: orderViews(views), functions, grants };
}

/**
 * Lists the SQL files under a folder. A folder on the disk is read; a remote one cannot be, so its
 * `manifest.json` is.
 *
 * @param root Folder to list; ends with a slash.
 * @default {SQL_ROOT}
 * @returns Paths relative to `root`, in ascending order of their characters.
 */
export async function listSqlPaths(root: URL = SQL_ROOT): Promise<string[]> {
  const paths = root.protocol === "file:"
    ? await Array.fromAsync(walk(root, ""))
    : JSON.parse(await fetchText(new URL("manifest.json", root))) as string[];
  return paths.sort();
}

/**
 * Names the functions that schema files make: types, defaults and views stand on them, so no release replaces them.
 *
 * @param files The files.
 * @returns Names without schema, in the order of the files.
 */
export function keptFunctions({ schema }: Pick<SqlFiles, "schema">): string[] {
  const made = /\bcreate (?:or replace )?function tasker(?:_v1)?\.(\w+)/g;
  return [...new Set(schema.flatMap(({ text }) => Array.from(text.matchAll(made), ([, name]) => name!)))];
}

async function readSqlFile(root: URL, path: string): Promise<SqlFile> {
  const url = new URL(path, root);
  const text = url.protocol === "file:" ? await Deno.readTextFile(url) : await fetchText(url);
  return { path: `sql/${path}`, text: text.replaceAll("\r\n", "\n") };
}

async function* walk(root: URL, folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    const path = folder + entry.name;
    if (entry.isDirectory) yield* walk(root, `${path}/`);
    else if (path.endsWith(".sql")) yield path;
  }
}

async function fetchText(url: URL): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (response.ok) return await response.text();
  await response.body?.cancel();
  throw new Error(`Cannot read "${url}": HTTP status ${response.status}`);
}
