/**
 * Chooses a loopback port: that of the folder's last start when nobody else has it, so that open
 * addresses stay true, else any free one. It is kept in the folder.
 */
export async function choosePort(folder: string): Promise<number> {
  const path = `${folder}/port`;
  const last = Number(await Deno.readTextFile(path).catch(() => ""));
  const port = (last > 0 ? tryPort(last) : undefined) ?? tryPort(0);
  if (port === undefined) throw new Error("Cannot find a free loopback port");
  await Deno.writeTextFile(path, `${port}\n`);
  return port;
}

/** Tells whether somebody listens on a loopback port at this moment. */
export function isPortTaken(port: number): boolean {
  return tryPort(port) === undefined;
}

function tryPort(port: number): number | undefined {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port });
    return listener.addr.port;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return undefined;
    throw error;
  }
}
