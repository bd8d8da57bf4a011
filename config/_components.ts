import { configSchema } from "./schema.ts";

/** Names of the components in the words of TOML: each has `base/<name>.toml`, which holds the table `[<name>]`. */
export const COMPONENTS: readonly string[] = configSchema.keyof().options;
