import manifest from "../deno.json" with { type: "json" };

/** Version of this release: semantic version text. */
export const VERSION: string = manifest.version;
