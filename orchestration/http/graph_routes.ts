import { z } from "@hono/zod-openapi";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { taskGraphSchema, templateGraphSchema } from "./graph_schemas.ts";
import { answer } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { taskDiagram } from "./task_diagram.ts";
import { taskPathSchema } from "./task_schemas.ts";

/** Media type of Mermaid's diagrams. */
const MERMAID = "text/vnd.mermaid";

const ofTask = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/graph",
  tags: ["tasks"],
  summary:
    "Draws a task: steps with states and times, and which needs which; as JSON or as a Mermaid diagram",
  request: {
    params: taskPathSchema,
    query: z.strictObject({
      format: z.enum(["json", "mermaid"]).optional().openapi({
        description: `Else what the header Accept prefers: application/json or ${MERMAID}`,
      }),
    }),
  },
  responses: {
    200: {
      description: "The graph",
      content: {
        "application/json": { schema: taskGraphSchema },
        [MERMAID]: { schema: z.string().openapi({ example: "graph TD\n  a --> b\n" }) },
      },
    },
    ...problems(400, 404),
  },
});

const ofTemplate = defineRoute({
  permission: "templates:read",
  method: "get",
  path: "/v1/templates/{namespace}/{name}/{version}/graph",
  tags: ["templates"],
  summary: "Draws a template: steps, which needs which, which may run together, which have a worker",
  request: {
    params: z.object({
      namespace: z.string().max(255),
      name: z.string().max(255),
      version: z.string().max(50).openapi({ description: "A version, or latest", example: "latest" }),
    }),
  },
  responses: { 200: answer(templateGraphSchema, "The graph"), ...problems(404) },
});

/** Puts the routes that draw graphs on an application. */
export function addGraphRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(ofTask, async (c) => {
    const { task_uuid } = c.req.valid("param");
    const format = c.req.valid("query").format ??
      (c.req.header("Accept")?.includes(MERMAID) ? "mermaid" : "json");
    const text = await readJson(sql`select tasker_v1.get_task_graph(${task_uuid})::text as json`);
    c.header("Vary", "Accept");
    if (format === "json") return passJson(c, text);
    const { origin } = new URL(c.req.url);
    c.header("Content-Type", `${MERMAID}; charset=utf-8`);
    return c.body(taskDiagram(JSON.parse(text), origin), 200) as never;
  });

  api.openapi(ofTemplate, async (c) => {
    const { namespace, name, version } = c.req.valid("param");
    const text = await readJson(sql`
      select tasker_v1.get_template_graph(${namespace}, ${name}, ${
      version === "latest" ? null : version
    })::text as json`);
    return passJson(c, text);
  });
}
