/**
 * Stops a server when this process is gone, however it went: a shell waits for the end of its input,
 * which comes when the last holder of the pipe does not exist any more. It ignores Ctrl-C, which is for us.
 *
 * @param pgData The server's data directory.
 * @param pid The server's process.
 * @returns Calls the watch off when disposed. Nothing is watched on Windows.
 */
export function watchOver(pgData: string, pid: number): AsyncDisposable {
  if (Deno.build.os === "windows") return { [Symbol.asyncDispose]: () => Promise.resolve() };
  const script = `trap '' INT TERM HUP
    while read -r _; do exit 0; done
    [ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$2" ] && kill -INT "$2"`;
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", script, "tasker-watchdog", pgData, String(pid)],
    cwd: "/",
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  return {
    async [Symbol.asyncDispose]() {
      child.ref();
      const input = child.stdin.getWriter();
      await input.write(new TextEncoder().encode("off\n")).catch(() => {});
      await input.close().catch(() => {});
      await child.status;
    },
  };
}
