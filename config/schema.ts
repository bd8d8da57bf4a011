import { z } from "zod";
import { backoffSchema } from "./components/backoff.ts";
import { databaseSchema } from "./components/database.ts";
import { limitsSchema } from "./components/limits.ts";
import { loggingSchema } from "./components/logging.ts";
import { orchestrationSchema } from "./components/orchestration.ts";
import { webSchema } from "./components/web.ts";
import { workerSchema } from "./components/worker.ts";

/** Rules of the whole configuration, keyed as the TOML files are. */
export const configSchema = z.strictObject({
  database: databaseSchema,
  worker: workerSchema,
  orchestration: orchestrationSchema,
  web: webSchema,
  limits: limitsSchema,
  backoff: backoffSchema,
  logging: loggingSchema,
});

/** A validated configuration, still in the words of the TOML files. */
export type TomlConfig = z.output<typeof configSchema>;
