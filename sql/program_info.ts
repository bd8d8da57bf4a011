import type { JsonObject } from "../core/json.ts";
import { RELEASE } from "./_release.ts";
import { API_LEVEL } from "./api_level.ts";

/**
 * What this program says of itself when it registers, as far as it may look: its release and API level, so that no
 * migration leaves it behind unasked; host, process number and runtime, for people.
 */
export function programInfo(): JsonObject {
  return {
    release: RELEASE,
    api_level: API_LEVEL,
    host: hostname(),
    pid: Deno.pid,
    runtime: `deno ${Deno.version.deno}`,
  };
}

function hostname(): string | null {
  try {
    return Deno.hostname();
  } catch {
    return null;
  }
}
