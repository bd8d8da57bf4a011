import { dirname } from "node:path";

/**
 * Copies the server out of the npm package's folder, once for each user and version: the package lacks
 * its symbolic links (an install script makes them, and Deno does not run those), and Deno's cache is
 * closed to the account that a root's server runs as.
 *
 * @param program Path of `postgres` in the package: `…/native/bin/postgres`.
 * @param name What to call the copy.
 * @param fallbackFolder Where to put it when this user has no cache folder.
 * @returns Folder of the programs.
 */
export async function copyPackage(program: string, name: string, fallbackFolder: string): Promise<string> {
  const cache = await cacheFolder() ?? fallbackFolder;
  const target = `${cache}/${name}`;
  if (await isFolder(target)) return `${target}/bin`;

  const native = dirname(dirname(program));
  const half = await Deno.makeTempDir({ dir: cache, prefix: `${name}.` });
  try {
    await copyTree(native, half);
    await linkLibraries(native, half);
    await Deno.rename(half, target);
  } catch (error) {
    await Deno.remove(half, { recursive: true });
    if (!await isFolder(target)) throw error; // else another process was quicker
  }
  return `${target}/bin`;
}

async function cacheFolder(): Promise<string | undefined> {
  const home = Deno.env.get("HOME");
  const folder = Deno.build.os === "windows"
    ? Deno.env.get("LOCALAPPDATA")
    : Deno.uid() === 0
    ? "/var/cache"
    : Deno.env.get("XDG_CACHE_HOME") ??
      (home && `${home}/${Deno.build.os === "darwin" ? "Library/Caches" : ".cache"}`);
  if (!folder) return undefined;
  try {
    await Deno.mkdir(`${folder}/tasker`, { recursive: true, mode: 0o755 });
    await Deno.remove(await Deno.makeTempDir({ dir: `${folder}/tasker` }));
    return `${folder}/tasker`;
  } catch {
    return undefined;
  }
}

/** Copies a folder so that everyone may read it and run its programs. */
async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  await setMode(to, 0o755);
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyTree(source, target);
    else {
      await Deno.copyFile(source, target);
      await setMode(target, 0o755);
    }
  }
}

/** Makes the links that `pg-symlinks.json` lists; paths in it begin with `native/`. */
async function linkLibraries(native: string, copy: string): Promise<void> {
  const text = await Deno.readTextFile(`${native}/pg-symlinks.json`).catch(() => "[]");
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    if (dirname(source) !== dirname(target)) {
      throw new Error(`Cannot link "${target}" to "${source}": other folder`);
    }
    const link = copy + target.slice("native".length);
    await Deno.remove(link).catch(() => {});
    await Deno.symlink(source.slice(dirname(source).length + 1), link);
  }
}

async function setMode(path: string, mode: number): Promise<void> {
  if (Deno.build.os !== "windows") await Deno.chmod(path, mode);
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((entry) => entry.isDirectory, () => false);
}
