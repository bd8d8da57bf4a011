import { z } from "zod";
import { authSchema } from "./components/auth.ts";
import { backoffSchema } from "./components/backoff.ts";
import { backpressureSchema } from "./components/backpressure.ts";
import { cachesSchema } from "./components/caches.ts";
import { circuitBreakersSchema } from "./components/circuit_breakers.ts";
import { databaseSchema } from "./components/database.ts";
import { limitsSchema } from "./components/limits.ts";
import { loggingSchema } from "./components/logging.ts";
import { orchestrationSchema } from "./components/orchestration.ts";
import { redactionSchema } from "./components/redaction.ts";
import { secretsSchema } from "./components/secrets.ts";
import { telemetrySchema } from "./components/telemetry.ts";
import { upkeepSchema } from "./components/upkeep.ts";
import { webSchema } from "./components/web.ts";
import { workerSchema } from "./components/worker.ts";

/** Rules of the whole configuration, keyed as the TOML files are. */
export const configSchema = z.strictObject({
  database: databaseSchema,
  worker: workerSchema,
  orchestration: orchestrationSchema,
  web: webSchema,
  auth: authSchema,
  upkeep: upkeepSchema,
  limits: limitsSchema,
  backoff: backoffSchema,
  circuit_breakers: circuitBreakersSchema,
  backpressure: backpressureSchema,
  caches: cachesSchema,
  secrets: secretsSchema,
  redaction: redactionSchema,
  logging: loggingSchema,
  telemetry: telemetrySchema,
});

/** A validated configuration, still in the words of the TOML files. */
export type TomlConfig = z.output<typeof configSchema>;
