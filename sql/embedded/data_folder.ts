import { dirname, resolve } from "node:path";
import { sha256 } from "../_sha256.ts";
import type { Account } from "./account.ts";

/** Where the data of root's servers goes when the account cannot reach the folder that was asked for. */
const ROOTS_DATA = "/var/lib/tasker";

/**
 * Makes the data folder. When the server's account may not enter it (root's home is closed to others),
 * the data goes to `/var/lib/tasker` and the folder becomes a link to it.
 *
 * @param path Folder as the caller names it.
 * @param account Who the server runs as.
 * @returns The real path.
 */
export async function makeDataFolder(path: string, account: Account | undefined): Promise<string> {
  const asked = resolve(path);
  const existing = await Deno.realPath(asked).catch(() => undefined);
  await Deno.mkdir(dirname(existing ?? asked), { recursive: true });
  const real = existing ?? await Deno.realPath(dirname(asked)) + asked.slice(dirname(asked).length);
  if (account === undefined || await mayEnter(dirname(real), account)) {
    await Deno.mkdir(real, { recursive: true });
    return real;
  }
  const elsewhere = `${ROOTS_DATA}/${(await sha256(real)).slice(0, 16)}`;
  await Deno.mkdir(elsewhere, { recursive: true, mode: 0o755 });
  await removeEmpty(real, account);
  await Deno.symlink(elsewhere, real);
  return elsewhere;
}

/** Whether an account may pass through a folder and all above it. */
async function mayEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await Deno.stat(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if (((mode ?? 0) & bit) === 0) return false;
  return folder === dirname(folder) || await mayEnter(dirname(folder), account);
}

async function removeEmpty(folder: string, account: Account): Promise<void> {
  try {
    await Deno.remove(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw new Error(
      `Cannot start PostgreSQL: user ${account.uid} may not enter "${folder}", and it is not empty; ` +
        "let others pass through the folders above it, or choose another data folder",
      { cause: error },
    );
  }
}
