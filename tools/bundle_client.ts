/**
 * Builds the client as a package for npm: `deno task bundle:client [folder]`. Plain ECMAScript modules with their types,
 * nothing to install beside them; `npm pack` or `npm publish` in the folder does the rest.
 *
 * `deno transpile` writes both, so nothing is downloaded. It runs on a copy, because within the repository it brings in
 * Node's types, which contradict one another under its configuration.
 *
 * @module
 */
import { fromFileUrl, join, relative, resolve } from "@std/path";
import denoJson from "../deno.json" with { type: "json" };

const ROOT = fromFileUrl(new URL("../", import.meta.url));

/** What the package offers: a name for its importers, and the module behind it. */
const ENTRIES: Readonly<Record<string, string>> = {
  ".": "client/mod.ts",
  "./define": "core/define_task.ts",
};

/**
 * Builds the package.
 *
 * @param folder Where; made anew.
 * @param options Whether to write types, which takes seconds; the default is yes.
 * @throws {Error} When a module of the client needs something outside of the repository, or does not compile.
 */
export async function bundleClient(
  folder: string,
  options: { readonly types?: boolean } = {},
): Promise<void> {
  await using scratch = await copyOf(await modulesOf(Object.values(ENTRIES)));
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await deno(scratch.path, [
    "transpile",
    ...["--no-config", "--no-lock", "--outdir", folder],
    ...(options.types === false ? ["--no-check"] : ["--declaration"]),
    ...scratch.files,
  ]);
  for (const file of scratch.files) {
    await rewrite(join(folder, file.replace(/\.ts$/, ".js")));
    if (options.types !== false) await rewrite(join(folder, file.replace(/\.ts$/, ".d.ts")));
  }
  await Deno.writeTextFile(join(folder, "package.json"), JSON.stringify(manifest(), undefined, 2) + "\n");
  for (const file of ["LICENSE", "docs/client.md"]) {
    await Deno.copyFile(join(ROOT, file), join(folder, file === "LICENSE" ? file : "README.md"));
  }
}

/** Files that modules are made of, from the root of the repository. */
export async function modulesOf(entries: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const entry of entries) {
    const { modules } = JSON.parse(await deno(ROOT, ["info", "--json", entry])) as {
      modules: { specifier: string }[];
    };
    for (const { specifier } of modules) {
      if (!specifier.startsWith("file:")) throw new Error(`Cannot bundle "${entry}": it needs ${specifier}`);
      files.add(relative(ROOT, fromFileUrl(specifier)));
    }
  }
  return [...files].sort();
}

function manifest(): object {
  return {
    name: "@tasker/client",
    version: denoJson.version,
    description: "Typed client of tasker's HTTP API",
    license: denoJson.license,
    type: "module",
    engines: { node: ">=20" },
    sideEffects: false,
    exports: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, module]) => {
        const path = `./${module.replace(/\.ts$/, "")}`;
        return [name, { types: `${path}.d.ts`, default: `${path}.js` }];
      }),
    ),
  };
}

/** Node finds modules by the names of the files that are there. */
async function rewrite(path: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(
    path,
    text.replace(/^\/\/\/ <amd-module .*\n/m, "").replaceAll(
      /^((?:import|export|\}).* from "\.{1,2}\/[^"]+)\.ts"/gm,
      '$1.js"',
    )
      .replaceAll(/(import\("\.{1,2}\/[^"]+)\.ts"\)/g, '$1.js")'),
  );
}

async function copyOf(files: readonly string[]) {
  const path = await Deno.makeTempDir({ prefix: "tasker-bundle-" });
  for (const file of files) {
    await Deno.mkdir(join(path, file, ".."), { recursive: true });
    await Deno.copyFile(join(ROOT, file), join(path, file));
  }
  return { path, files, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function deno(cwd: string, args: readonly string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd, env: { NO_COLOR: "1" } });
  const { success, stdout, stderr } = await command.output();
  if (!success) throw new Error(`Cannot run deno ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) await bundleClient(resolve(Deno.args[0] ?? join(ROOT, "dist/client")));
