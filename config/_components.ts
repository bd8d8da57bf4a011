import type { ConfigComponent } from "./config.ts";
import { configSchema } from "./schema.ts";

/** Names of the components: each has `base/<name>.toml`, which holds the table `[<name>]`. */
export const COMPONENTS: readonly ConfigComponent[] = configSchema.keyof().options;
