import type { Cluster } from "./cluster.ts";
import { serverPid } from "./server.ts";

/** Time between looks whether the server still runs, in milliseconds. */
const LOOK_MS = 500;

/** Tells when a server ends that nobody stopped. */
export interface ServerEnd extends Disposable {
  /** Resolves when the server is gone; never after it was disposed. */
  readonly ended: Promise<void>;
}

/**
 * Watches whether a server still runs: it is no child of this process, so nobody else tells.
 *
 * @param cluster Whose server.
 * @param pid Its process.
 */
export function watchEnd(cluster: Cluster, pid: number): ServerEnd {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    if (await serverPid(cluster) !== pid) {
      clearInterval(timer);
      resolve();
    }
    isLooking = false;
  }, LOOK_MS);
  Deno.unrefTimer(Number(timer));
  return { ended: promise, [Symbol.dispose]: () => clearInterval(timer) };
}
