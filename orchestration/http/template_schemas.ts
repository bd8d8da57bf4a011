import { z } from "@hono/zod-openapi";
import { IDENTITY_STRATEGIES } from "../../core/template.ts";

const time = () => z.iso.datetime({ offset: true });
const json = () => z.record(z.string(), z.unknown());

const common = {
  named_task_uuid: z.guid(),
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  is_latest: z.boolean().openapi({ description: "Whether it is the highest version by semantic versioning" }),
  description: z.string().nullable(),
  identity_strategy: z.enum(IDENTITY_STRATEGIES),
  created_at: time(),
  updated_at: time(),
};

/** What `GET /v1/templates` answers. Source: `sql/functions/templates/list_templates.sql`. */
export const templateListSchema = z.object({
  namespaces: z.array(z.object({
    name: z.string(),
    description: z.string().nullable(),
    templates_count: z.int(),
    handlers_count: z.int(),
    created_at: time(),
  })),
  templates: z.array(z.object({ ...common, steps_count: z.int() })),
  total_count: z.int(),
}).openapi("TemplateList");

/** One version of a template. Source: `sql/functions/templates/get_template.sql`. */
export const templateSchema = z.object({
  ...common,
  input_schema: z.unknown().openapi({ description: "JSON Schema of the context; null for anything" }),
  configuration: json().openapi({ description: "The template as it was registered" }),
  steps: z.array(json()).openapi({ description: "In topological order" }),
  versions: z.array(z.string()).openapi({ description: "Every published version, the highest first" }),
}).openapi("TemplateDetail");

/** Body of `POST /v1/templates`: SQL checks it, and names every fault with its path. */
export const templateRequestSchema = z.looseObject({
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  steps: z.array(json()),
}).openapi("Template");

/** What `POST /v1/templates` answers. Source: `sql/functions/templates/register_template.sql`. */
export const registeredTemplateSchema = z.object({
  named_task_uuid: z.guid(),
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  created: z.boolean().openapi({
    description: "False when the same version with the same graph was there already",
  }),
}).openapi("RegisteredTemplate");

/** What `POST /v1/templates/validate` answers. Source: `sql/functions/templates/check_template.sql`. */
export const templateCheckSchema = z.object({
  is_valid: z.boolean(),
  errors: z.array(z.object({ path: z.string(), reason: z.string() })),
  namespace: z.string().optional(),
  name: z.string().optional(),
  version: z.string().optional(),
  is_published: z.boolean().openapi({ description: "Whether this version is published" }),
  differences: z.array(z.object({ path: z.string(), published: z.unknown(), offered: z.unknown() })).openapi({
    description: "What the published version has otherwise; with any it cannot be published",
  }),
  handlers: z.array(z.object({
    callable: z.string(),
    steps: z.array(z.string()),
    is_served: z.boolean().openapi({ description: "Whether a live worker of the namespace has it" }),
  })),
}).openapi("TemplateCheck");
