import { z } from "@hono/zod-openapi";
import { toSnakeCase } from "../../core/case.ts";
import type { Template } from "../../core/template.ts";
import { getTemplate } from "../calls/get_template.ts";
import { listNamespaces } from "../calls/list_namespaces.ts";
import { listTemplates } from "../calls/list_templates.ts";
import { registerTemplate } from "../calls/register_template.ts";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { reachedNamespaces, reachNamespace } from "./reach.ts";
import {
  registeredTemplateSchema,
  templateCheckSchema,
  templateListSchema,
  templateRequestSchema,
  templateSchema,
} from "./template_schemas.ts";

const latestPathSchema = z.object({ namespace: z.string(), name: z.string() });
const versionPathSchema = latestPathSchema.extend({ version: z.string() });

const list = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/templates",
  tags: ["templates"],
  summary: "Lists the published templates, every version",
  request: { query: z.strictObject({ namespace: z.string().optional() }) },
  responses: { 200: answer(templateListSchema, "The highest version of each name first"), ...problems(400) },
});

const register = defineRoute({
  permission: "templates:write",
  method: "post",
  path: "/v1/templates",
  tags: ["templates"],
  summary: "Publishes a template; a published version does not change",
  request: { body: body(templateRequestSchema, "The template, as a template file has it") },
  responses: {
    200: answer(registeredTemplateSchema, "The same version with the same graph was there already"),
    201: answer(registeredTemplateSchema, "The template"),
    ...problems(400, 409, 413),
  },
});

const getLatest = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/templates/{namespace}/{name}",
  tags: ["templates"],
  summary: "Shows the highest version of a template",
  request: { params: latestPathSchema },
  responses: { 200: answer(templateSchema, "The template"), ...problems(404) },
});

const getVersion = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/templates/{namespace}/{name}/{version}",
  tags: ["templates"],
  summary: "Shows one version of a template",
  request: { params: versionPathSchema },
  responses: { 200: answer(templateSchema, "The template"), ...problems(404) },
});

const check = defineRoute({
  permission: "templates:read",
  method: "post",
  path: "/v1/templates/validate",
  tags: ["templates"],
  summary: "Says whether a template could be published, and which handlers it needs, without publishing it",
  request: { body: body(z.record(z.string(), z.unknown()), "The template, as a template file has it") },
  responses: { 200: answer(templateCheckSchema, "Every fault, or none"), ...problems(400, 413) },
});

/** Puts the routes of templates on an application. */
export function addTemplateRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(list, async (c) => {
    const { namespace } = c.req.valid("query");
    const reached = reachedNamespaces(c, namespace);
    const isReached = (name: string) => reached === undefined || reached.includes(name);
    const [allNamespaces, allTemplates] = await Promise.all([
      listNamespaces(sql),
      listTemplates(sql, namespace),
    ]);
    const namespaces = reachedNamespaces(c) === undefined
      ? allNamespaces
      : allNamespaces.filter(({ name }) => isReached(name));
    const templates = allTemplates.filter((template) => isReached(template.namespace));
    const found = { namespaces, templates, totalCount: templates.length };
    return c.json(toSnakeCase<z.infer<typeof templateListSchema>>(found), 200);
  });

  api.openapi(register, async (c) => {
    reachNamespace(c, c.req.valid("json").namespace);
    const registered = await registerTemplate(sql, c.req.valid("json") as unknown as Template);
    const status = registered.created ? 201 : 200;
    return c.json(toSnakeCase<z.infer<typeof registeredTemplateSchema>>(registered), status);
  });

  api.openapi(check, async (c) => {
    const template = JSON.stringify(c.req.valid("json"));
    return passJson(
      c,
      await readJson(sql`select tasker_v1.check_template(${template}::text::jsonb)::text as json`),
    );
  });

  api.openapi(getLatest, async (c) => {
    const template = await getTemplate(sql, c.req.valid("param"));
    return c.json(toSnakeCase<z.infer<typeof templateSchema>>(template), 200);
  });

  api.openapi(getVersion, async (c) => {
    const template = await getTemplate(sql, c.req.valid("param"));
    return c.json(toSnakeCase<z.infer<typeof templateSchema>>(template), 200);
  });
}
