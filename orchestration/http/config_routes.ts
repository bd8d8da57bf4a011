import { z } from "@hono/zod-openapi";
import type { ConfigValue } from "../../config/list_values.ts";
import { redactor } from "../../core/redaction.ts";
import type { Api } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer } from "./json_content.ts";
import { problems } from "./problem_schema.ts";

/** The configuration of the process that answers. */
export interface ShownConfig {
  /** Name of its environment. */
  readonly environment: string;
  /** Its values, without secrets. */
  readonly values: readonly ConfigValue[];
}

const configSchema = z.object({
  environment: z.string().openapi({ description: "TASKER_ENV of the process that answers" }),
  values: z.array(z.object({
    key: z.string().openapi({ example: "worker.lease_seconds" }),
    value: z.unknown().openapi({ description: "The value in use, without secrets; null when it is not set" }),
    source: z.string().nullable().openapi({
      description: "File, environment variable or option; null when it follows from other keys",
      example: "config/base/worker.toml",
    }),
    line: z.int().nullable().openapi({ description: "Line of the file, from 1" }),
  })),
}).openapi("Config");

const get = defineRoute({
  permission: "config:read",
  method: "get",
  path: "/v1/config",
  tags: ["system"],
  summary: "Shows the configuration in use and where each value was written, without secrets",
  responses: { 200: answer(configSchema, "The configuration"), ...problems() },
});

/** Puts the route that shows the configuration on an application. */
export function addConfigRoutes(api: Api, { environment, values }: ShownConfig): void {
  api.openapi(get, (c) => {
    const shown = values.map(({ key, value, origin }) => ({
      key,
      value: redactor().value(value ?? null),
      source: origin?.source ?? null,
      line: origin?.line ?? null,
    }));
    return c.json({ environment, values: shown }, 200);
  });
}
