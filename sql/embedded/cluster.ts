import { type Account, giveTo } from "./account.ts";
import { runProgram } from "./run_program.ts";
import type { ServerBinaries } from "./binaries.ts";

/** A database cluster on the disk, and the programs that serve it. */
export interface Cluster extends ServerBinaries {
  /** PostgreSQL's own data directory: `<data folder>/18`. */
  readonly pgData: string;
  /** Who the server runs as. None: the caller. */
  readonly account: Account | undefined;
  /** Password of the user `postgres`; empty when loopback connections are trusted. */
  readonly password: string;
}

/** Options for {@linkcode openCluster}. */
export interface OpenClusterOptions {
  /** Whether connections need no password: for data that is thrown away. */
  readonly trust: boolean;
}

/**
 * Opens the cluster of a data folder, and makes it when there is none. Making is whole or not at all: an
 * interrupted one is begun again.
 *
 * @throws {Error} If the folder holds data of another major release, or `initdb` fails.
 */
export async function openCluster(
  folder: string,
  binaries: ServerBinaries,
  account: Account | undefined,
  options: OpenClusterOptions,
): Promise<Cluster> {
  const pgData = `${folder}/${binaries.major}`;
  const majors = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name).filter((name) =>
    /^\d+$/.test(name)
  );
  if (majors.length > 0 && !majors.includes(String(binaries.major))) {
    throw new Error(
      `Cannot start PostgreSQL: data folder "${folder}" holds data of release ${majors.join(", ")}, ` +
        `and the programs at hand are of release ${binaries.major}; dump and restore, or name another folder`,
    );
  }
  const password = options.trust ? "" : await keptPassword(folder);
  const cluster = { ...binaries, pgData, account, password };
  if (majors.length === 0) await initialise(folder, cluster);
  return cluster;
}

async function initialise(folder: string, cluster: Cluster): Promise<void> {
  const { account, password, binDir, pgData } = cluster;
  const half = `${pgData}.new`;
  await Deno.remove(half, { recursive: true }).catch(() => {});
  await Deno.mkdir(half, { mode: 0o700 });
  await giveTo(account, half);
  const passwordFile = `${half}.password`;
  const auth = password === "" ? ["--auth=trust"] : ["--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  try {
    await Deno.writeTextFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await giveTo(account, passwordFile);
    await runProgram(`${binDir}/initdb`, {
      args: ["-D", half, "-U", "postgres", "--encoding=UTF8", "--locale=C", "--no-instructions", ...auth],
      cwd: folder,
      account,
    });
  } finally {
    await Deno.remove(passwordFile);
  }
  await Deno.writeTextFile(`${half}/postgresql.conf`, "\ninclude 'tasker.conf'\n", { append: true });
  await Deno.rename(half, pgData);
}

async function keptPassword(folder: string): Promise<string> {
  const path = `${folder}/password`;
  const kept = await Deno.readTextFile(path).catch(() => "");
  if (kept !== "") return kept.trim();
  const password = crypto.getRandomValues(new Uint8Array(24)).toHex();
  await Deno.writeTextFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}
