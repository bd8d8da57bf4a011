import type { JsonObject } from "../core/json.ts";

/** What a process can say of itself, as far as it may look. */
export function processInfo(): JsonObject {
  return { host: hostname(), pid: Deno.pid, runtime: `deno ${Deno.version.deno}` };
}

function hostname(): string | null {
  try {
    return Deno.hostname();
  } catch {
    return null;
  }
}
