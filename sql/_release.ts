import manifest from "../deno.json" with { type: "json" };

/** This package's release: `0.1.0`. */
export const RELEASE: string = manifest.version;
