import { configSchema } from "./schema.ts";

/** Names of the components as files have them: each has `base/<name>.toml`, which holds the table `[<name>]`. */
export const COMPONENTS: readonly string[] = configSchema.keyof().options;
