/**
 * Finds the embedded server that another process runs in a data folder (`tasker start` in the next window), by the files
 * that {@linkcode startEmbedded} keeps there.
 *
 * @param dataDir Data folder.
 * @returns Its URL, password included; `undefined` when none answers.
 */
export async function runningEmbedded(dataDir: string): Promise<string | undefined> {
  const [owner, port, password] = await Promise.all(
    ["owner.pid", "port", "password"].map((name) => read(dataDir, name)),
  );
  if (owner === undefined || port === undefined || !await answers(Number(port))) return undefined;
  return `postgres://postgres:${encodeURIComponent(password ?? "")}@127.0.0.1:${port}/tasker`;
}

async function read(dataDir: string, name: string): Promise<string | undefined> {
  const text = await Deno.readTextFile(`${dataDir}/${name}`).catch(() => undefined);
  return text?.trim();
}

async function answers(port: number): Promise<boolean> {
  try {
    using _ = await Deno.connect({ hostname: "127.0.0.1", port });
    return true;
  } catch {
    return false;
  }
}
