import { z } from "@hono/zod-openapi";
import type { Sql } from "postgres";
import { completeStepManually } from "../calls/complete_step_manually.ts";
import type { OperatedStep } from "../calls/operate.ts";
import { resetStepForRetry } from "../calls/reset_step_for_retry.ts";
import { resolveStepManually } from "../calls/resolve_step_manually.ts";
import type { Sealer } from "../calls/sealer.ts";
import { actorOf } from "./actor.ts";
import type { Api, SealingContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { stepActionSchema, stepAuditSchema, stepPathSchema, stepSchema } from "./step_schemas.ts";
import { taskPathSchema } from "./task_schemas.ts";

const list = defineRoute({
  permission: "steps:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/workflow_steps",
  tags: ["steps"],
  summary: "Lists the steps of a task with their results",
  request: { params: taskPathSchema },
  responses: { 200: answer(z.array(stepSchema), "In topological order"), ...problems(400, 404) },
});

const get = defineRoute({
  permission: "steps:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/workflow_steps/{step_uuid}",
  tags: ["steps"],
  summary: "Shows a step",
  request: { params: stepPathSchema },
  responses: { 200: answer(stepSchema, "The step"), ...problems(400, 404) },
});

const operate = defineRoute({
  permission: "steps:operate",
  method: "patch",
  path: "/v1/tasks/{task_uuid}/workflow_steps/{step_uuid}",
  tags: ["steps"],
  summary: "Resets, resolves or completes a step by hand, and re-drives its task",
  request: { params: stepPathSchema, body: body(stepActionSchema, "What to do, who asks and why") },
  responses: { 200: answer(stepSchema, "The step"), ...problems(400, 404, 409, 413) },
});

const cancel = defineRoute({
  permission: "steps:operate",
  method: "delete",
  path: "/v1/tasks/{task_uuid}/workflow_steps/{step_uuid}",
  tags: ["steps"],
  summary: "Cancels one step; steps that need it never run",
  request: {
    params: stepPathSchema,
    query: z.strictObject({ reason: z.string().min(1).max(500).optional() }),
  },
  responses: { 200: answer(stepSchema, "The step"), ...problems(400, 404, 409) },
});

const audit = defineRoute({
  permission: "steps:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/workflow_steps/{step_uuid}/audit",
  tags: ["steps"],
  summary: "Lists who executed a step and how it ended, the last first",
  request: { params: stepPathSchema },
  responses: { 200: answer(z.array(stepAuditSchema), "One entry a recorded attempt"), ...problems(400, 404) },
});

const taskAudit = defineRoute({
  permission: "steps:read",
  method: "get",
  path: "/v1/tasks/{task_uuid}/audit",
  tags: ["tasks"],
  summary: "Lists who executed the steps of a task and how it ended, the last first",
  request: { params: taskPathSchema },
  responses: { 200: answer(z.array(stepAuditSchema), "One entry a recorded attempt"), ...problems(400, 404) },
});

/** Puts the routes of steps on an application. */
export function addStepRoutes(api: Api, { sql, sealer }: SealingContext): void {
  const readStep = (taskUuid: string, stepUuid: string) =>
    readJson(sql`
      select to_jsonb(s)::text as json from tasker_v1.get_step(${taskUuid}::uuid, ${stepUuid}) s`);

  api.openapi(list, async (c) => {
    const steps = await readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(s) order by s.step_uuid), '[]')::text as json
        from tasker_v1.get_task_steps(${c.req.valid("param").task_uuid}) s`);
    return passJson(c, steps);
  });

  api.openapi(get, async (c) => {
    const { task_uuid, step_uuid } = c.req.valid("param");
    return passJson(c, await readStep(task_uuid, step_uuid));
  });

  api.openapi(operate, async (c) => {
    const { task_uuid, step_uuid } = c.req.valid("param");
    await readStep(task_uuid, step_uuid);
    const action = c.req.valid("json");
    await act(sql, step_uuid, await sealed(sealer, step_uuid, action), actorOf(c, claimedActor(action)));
    return passJson(c, await readStep(task_uuid, step_uuid));
  });

  api.openapi(cancel, async (c) => {
    const { task_uuid, step_uuid } = c.req.valid("param");
    await readStep(task_uuid, step_uuid);
    const reason = c.req.valid("query").reason ?? null;
    await readJson(sql`
      select to_jsonb(s)::text as json from tasker_v1.cancel_step(${step_uuid}, ${
      c.get("principal").subject
    }, ${reason}) s`);
    return passJson(c, await readStep(task_uuid, step_uuid));
  });

  const readAudit = (taskUuid: string, stepUuid: string | null) =>
    readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(a) order by a.transition_id desc), '[]')::text as json
        from tasker_v1.get_step_audit(${taskUuid}, ${stepUuid}) a`);

  api.openapi(audit, async (c) => {
    const { task_uuid, step_uuid } = c.req.valid("param");
    return passJson(c, await readAudit(task_uuid, step_uuid));
  });

  api.openapi(taskAudit, async (c) => passJson(c, await readAudit(c.req.valid("param").task_uuid, null)));
}

type StepAction = z.infer<typeof stepActionSchema>;

/** Whom the body names. */
function claimedActor(action: StepAction): string | undefined {
  switch (action.action_type) {
    case "reset_for_retry":
      return action.reset_by;
    case "resolve_manually":
      return action.resolved_by;
    case "complete_manually":
      return action.completed_by;
  }
}

/** A result given by hand is sealed as a handler's is. */
async function sealed(sealer: Sealer, stepUuid: string, action: StepAction): Promise<StepAction> {
  if (action.action_type !== "complete_manually") return action;
  const { completion_data } = action;
  const result = await sealer.sealResult(stepUuid, completion_data.result);
  return { ...action, completion_data: { ...completion_data, result } };
}

function act(sql: Sql, stepUuid: string, action: StepAction, by: string): Promise<OperatedStep> {
  const { reason } = action;
  switch (action.action_type) {
    case "reset_for_retry":
      return resetStepForRetry(sql, { stepUuid, by, reason });
    case "resolve_manually":
      return resolveStepManually(sql, { stepUuid, by, reason });
    case "complete_manually": {
      const { completion_data: { result } } = action;
      return completeStepManually(sql, { stepUuid, by, reason, result });
    }
  }
}
