import { DataFolderInUseError } from "./folder_in_use_error.ts";

/**
 * Takes a data folder for this process. The lock is the kernel's: it goes when the process does, however
 * it dies. The file beside it tells others who holds it.
 *
 * @param folder Data folder.
 * @returns Gives the folder back when disposed.
 * @throws {DataFolderInUseError} If another process holds the folder; names it.
 */
export async function takeFolder(folder: string): Promise<AsyncDisposable> {
  const file = await Deno.open(`${folder}/owner.lock`, { create: true, read: true, write: true });
  const owner = `${folder}/owner.pid`;
  if (!await file.tryLock(true)) {
    file.close();
    const pid = Number(await Deno.readTextFile(owner).catch(() => ""));
    throw new DataFolderInUseError(folder, pid > 0 ? pid : undefined);
  }
  await Deno.writeTextFile(owner, `${Deno.pid}\n`);
  return {
    async [Symbol.asyncDispose]() {
      await Deno.remove(owner).catch(() => {});
      file.close();
    },
  };
}
