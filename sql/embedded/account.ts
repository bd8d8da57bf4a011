/** An operating system account that a server runs as. */
export interface Account {
  /** User number. */
  readonly uid: number;
  /** Number of the user's first group. */
  readonly gid: number;
}

/** Accounts that a system has for this, or for nothing: the first that exists is taken. */
const UNPRIVILEGED: readonly string[] = ["postgres", "nobody"];

/**
 * Finds who the server must run as: PostgreSQL refuses root.
 *
 * @returns The account, or undefined when the server may run as the caller.
 * @throws {Error} If the caller is root and the system has no account to step down to.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return undefined;
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  for (const name of UNPRIVILEGED) {
    const user = users.find(([login]) => login === name);
    if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(
    `Cannot start PostgreSQL as root: it refuses to, and there is no user ${
      UNPRIVILEGED.join(" or ")
    } to run it as`,
  );
}

/** Gives a file or folder, without what is in it, to an account; nothing to do when there is none. */
export async function giveTo(account: Account | undefined, path: string): Promise<void> {
  if (account !== undefined) await Deno.chown(path, account.uid, account.gid);
}
