import { z } from "@hono/zod-openapi";
import { toSnakeCase } from "../../core/case.ts";
import { explainStep } from "../calls/explain_step.ts";
import { explainTask } from "../calls/explain_task.ts";
import { getStep } from "../calls/get_step.ts";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer } from "./json_content.ts";
import { problems } from "./problem_schema.ts";
import { stepPathSchema } from "./step_schemas.ts";
import { taskPathSchema } from "./task_schemas.ts";

const reasonSchema = z.object({
  step_uuid: z.guid(),
  step_name: z.string(),
  state: z.string(),
  reason: z.string().openapi({
    description:
      "start_time, missing_parent, failed_parent, retry_time, deferred, no_worker, no_handler, queued, " +
      "leased, orchestrator or failed",
    example: "no_worker",
  }),
  detail: z.string().openapi({ example: 'no live worker serves namespace "orders"' }),
  until: z.iso.datetime({ offset: true }).nullable().openapi({
    description: "When that ends, as far as is known; of a failure: when it was",
  }),
}).openapi("Reason");

const ofTask = defineRoute({
  permission: "tasks:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/explain",
  tags: ["tasks"],
  summary: "Explains why the steps of a task do not run, or who runs them",
  request: { params: taskPathSchema },
  responses: {
    200: answer(z.array(reasonSchema), "One entry a reason, in the order of the graph"),
    ...problems(400, 404),
  },
});

const ofStep = defineRoute({
  permission: "steps:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/workflow_steps/{step_uuid}/explain",
  tags: ["steps"],
  summary: "Explains why a step does not run, or who runs it",
  request: { params: stepPathSchema },
  responses: { 200: answer(z.array(reasonSchema), "One entry a reason"), ...problems(400, 404) },
});

/** Puts the routes that explain tasks and steps on an application. */
export function addExplainRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(ofTask, async (c) => {
    const reasons = await explainTask(sql, c.req.valid("param").task_uuid);
    return c.json(toSnakeCase<z.infer<typeof reasonSchema>[]>(reasons), 200);
  });

  api.openapi(ofStep, async (c) => {
    const { task_uuid, step_uuid } = c.req.valid("param");
    await getStep(sql, task_uuid, step_uuid);
    return c.json(toSnakeCase<z.infer<typeof reasonSchema>[]>(await explainStep(sql, step_uuid)), 200);
  });
}
