import { z } from "@hono/zod-openapi";
import { toSnakeCase } from "../../core/case.ts";
import type { Template } from "../../core/template.ts";
import type { TemplateName } from "../../core/template_view.ts";
import { registerTemplate } from "../calls/register_template.ts";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { namespaceFilter } from "./namespace_filter.ts";
import { type JsonText, passJson, readJson } from "./pass_json.ts";
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
const versionPathSchema = latestPathSchema.extend({
  version: z.string().openapi({ description: "A version, or latest", example: "latest" }),
});

const list = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/templates",
  tags: ["templates"],
  summary: "Lists the published templates, every version",
  request: { query: z.strictObject({ namespace: namespaceFilter() }) },
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
export function addTemplateRoutes(api: Api, { sql, caches }: ApiContext): void {
  const remember = (key: readonly unknown[], load: () => Promise<JsonText>): Promise<JsonText> =>
    caches === undefined ? load() : caches.templates.get(JSON.stringify(key), load);

  const show = ({ namespace, name, version }: TemplateName) =>
    remember([namespace, name, version ?? null], () =>
      readJson(sql`
        select to_jsonb(t)::text as json
          from tasker_v1.get_template(${namespace}, ${name}, ${version ?? null}) t`));

  api.openapi(list, async (c) => {
    const { namespace } = c.req.valid("query");
    const all = reachedNamespaces(c) ?? null;
    const names = reachedNamespaces(c, namespace) ?? null;
    const text = await remember(["list", all, names], () =>
      readJson(sql`
        select jsonb_build_object(
                 'namespaces', (
                   select coalesce(jsonb_agg(to_jsonb(n)), '[]') from tasker_v1.list_namespaces() n
                    where ${all}::text[] is null or n.name = any (${names}::text[])),
                 'templates', coalesce(jsonb_agg(to_jsonb(t)), '[]'),
                 'total_count', count(t))::text as json
          from tasker_v1.list_templates(${namespace ?? null}) t
         where ${names}::text[] is null or t.namespace = any (${names}::text[])`));
    return passJson(c, text);
  });

  api.openapi(register, async (c) => {
    reachNamespace(c, c.req.valid("json").namespace);
    const registered = await registerTemplate(sql, c.req.valid("json") as unknown as Template);
    const status = registered.created ? 201 : 200;
    return c.json(toSnakeCase<z.infer<typeof registeredTemplateSchema>>(registered), status);
  });

  api.openapi(check, async (c) => {
    const { namespace } = c.req.valid("json");
    if (typeof namespace === "string") reachNamespace(c, namespace);
    const template = JSON.stringify(c.req.valid("json"));
    return passJson(
      c,
      await readJson(sql`select tasker_v1.check_template(${template}::text::jsonb)::text as json`),
    );
  });

  api.openapi(getLatest, async (c) => passJson(c, await show(c.req.valid("param"))));

  api.openapi(getVersion, async (c) => {
    const { version, ...template } = c.req.valid("param");
    return passJson(c, await show(version === "latest" ? template : { ...template, version }));
  });
}
