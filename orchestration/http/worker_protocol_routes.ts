import { z } from "@hono/zod-openapi";
import type { Sql } from "postgres";
import { refuseForeignWorker } from "../access/row_reach.ts";
import { call, only } from "../calls/call.ts";
import type { Api, SealingContext } from "./api.ts";
import { claimWithPatience } from "./claim_with_patience.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body } from "./json_content.ts";
import { type JsonText, passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import { reachNamespace } from "./reach.ts";
import {
  claimedStepSchema,
  claimRequestSchema,
  completedSchema,
  completionSchema,
  heartbeatRequestSchema,
  heartbeatSchema,
  registeredWorkerSchema,
  registrationSchema,
  releasedSchema,
  releaseSchema,
} from "./worker_protocol_schemas.ts";
import { workerPathSchema } from "./worker_schemas.ts";

const common = { permission: "workers:act" as const, tags: ["worker protocol"] };

const register = defineRoute({
  ...common,
  method: "post",
  path: "/v1/workers",
  summary: "Makes a worker known: what it serves, and that it is alive",
  request: { body: body(registrationSchema, "What it serves") },
  responses: { 201: answer(registeredWorkerSchema, "The worker"), ...problems(400, 404, 413) },
});

const claim = defineRoute({
  ...common,
  method: "post",
  path: "/v1/workers/{worker_uuid}/claim",
  summary: "Gives a worker ready steps and leases them to it; waits for one if it is asked to",
  request: { params: workerPathSchema, body: body(claimRequestSchema, "How many, and how long to wait") },
  responses: {
    200: answer(z.array(claimedStepSchema), "The steps; empty when none came"),
    ...problems(400, 404, 413),
  },
});

const complete = defineRoute({
  ...common,
  method: "post",
  path: "/v1/workers/{worker_uuid}/complete",
  summary: "Records results of attempts, and claims along what they made ready",
  request: { params: workerPathSchema, body: body(completionSchema, "The results") },
  responses: { 200: answer(completedSchema, "What became of each"), ...problems(400, 404, 413) },
});

const heartbeat = defineRoute({
  ...common,
  method: "post",
  path: "/v1/workers/{worker_uuid}/heartbeat",
  summary: "Renews all leases of a worker, and tells it which attempts to abort",
  request: { params: workerPathSchema, body: body(heartbeatRequestSchema, "For how long") },
  responses: { 200: answer(heartbeatSchema, "Until when"), ...problems(400, 404, 413) },
});

const release = defineRoute({
  ...common,
  method: "post",
  path: "/v1/workers/{worker_uuid}/release",
  summary: "Hands back steps that a worker claimed and has not run; the attempt is not counted",
  request: { params: workerPathSchema, body: body(releaseSchema, "Which") },
  responses: { 200: answer(releasedSchema, "How many were its own"), ...problems(400, 404, 413) },
});

const unregister = defineRoute({
  ...common,
  method: "delete",
  path: "/v1/workers/{worker_uuid}",
  summary: "Signs a worker off and hands back what it still holds",
  request: { params: workerPathSchema },
  responses: { 200: answer(releasedSchema, "How many steps were handed back"), ...problems(400, 404) },
});

/** What the routes work with. */
export interface WorkerProtocolContext extends SealingContext {
  /** Longest that a request may take, in milliseconds: a claim answers well before. */
  readonly requestTimeoutMs: number;
}

/** Puts the routes by which workers of any language work on an application. */
export function addWorkerProtocolRoutes(
  api: Api,
  { sql, sealer, requestTimeoutMs }: WorkerProtocolContext,
): void {
  /** Claimed steps as their worker gets them; the attempts that cannot run are over. */
  const opened = async (workerUuid: string, claims: JsonText): Promise<JsonText> => {
    const { text, failed } = await sealer.openClaims(claims);
    if (failed.length > 0) await completed(sql, workerUuid, failed);
    return text;
  };

  api.openapi(register, async (c) => {
    const { worker_uuid = crypto.randomUUID(), namespaces, handlers = null, info = {} } = c.req.valid("json");
    for (const namespace of namespaces) reachNamespace(c, namespace);
    await refuseForeignWorker(sql, c.get("principal").namespaces, worker_uuid);
    const text = await readJson(sql`
      select jsonb_build_object('worker_uuid', ${worker_uuid}::uuid, 'registered_at', tasker_v1.register_worker(
               ${worker_uuid}, ${namespaces}, ${handlers}, ${
      JSON.stringify(info)
    }::text::jsonb))::text as json`);
    return passJson(c, text, 201);
  });

  api.openapi(claim, async (c) => {
    const { namespaces, limit, lease_seconds, wait_seconds } = c.req.valid("json");
    for (const namespace of namespaces) reachNamespace(c, namespace);
    const workerUuid = c.req.valid("param").worker_uuid;
    const once = () =>
      readJson(sql`
        select coalesce(jsonb_agg(to_jsonb(s)), '[]')::text as json
          from tasker_v1.claim_steps(${workerUuid}, ${namespaces}, ${limit}, ${lease_seconds} * interval '1 second') s`);
    const signal = c.req.raw.signal;
    const text = await claimWithPatience(once, Math.min(wait_seconds * 1000, 0.8 * requestTimeoutMs), signal);
    if (signal.aborted) await handBack(sql, workerUuid, text);
    return passJson(c, await opened(workerUuid, text));
  });

  api.openapi(complete, async (c) => {
    const { results, take, lease_seconds } = c.req.valid("json");
    const workerUuid = c.req.valid("param").worker_uuid;
    const sealed = await sealer.sealResults(results);
    const { outcomes, steps } = await completed(sql, workerUuid, sealed, take, lease_seconds);
    return passJson(c, `{"outcomes": ${outcomes}, "steps": ${await opened(workerUuid, steps)}}`);
  });

  api.openapi(heartbeat, async (c) => {
    const text = await readJson(sql`
      select to_jsonb(h)::text as json
        from tasker_v1.heartbeat(${c.req.valid("param").worker_uuid}, ${
      c.req.valid("json").lease_seconds
    } * interval '1 second') h`);
    return passJson(c, text);
  });

  api.openapi(release, async (c) => {
    const text = await readJson(sql`
      select jsonb_build_object('released_count', tasker_v1.release_steps(
               ${c.req.valid("param").worker_uuid}, ${
      c.req.valid("json").step_uuids
    }::uuid[]))::text as json`);
    return passJson(c, text);
  });

  api.openapi(unregister, async (c) => {
    const text = await readJson(sql`
      select jsonb_build_object('released_count', tasker_v1.unregister_worker(${
      c.req.valid("param").worker_uuid
    }))::text as json`);
    return passJson(c, text);
  });
}

/** Records results, and says of each whether it was recorded, and which steps were taken along. */
async function completed(
  sql: Sql,
  workerUuid: string,
  results: readonly object[],
  take = 0,
  leaseSeconds = 30,
): Promise<{ outcomes: JsonText; steps: JsonText }> {
  return only(
    await call(sql)<{ outcomes: JsonText; steps: JsonText }>`
    select coalesce(jsonb_agg(jsonb_build_object('step_uuid', r.step_uuid, 'attempt', r.attempt, 'outcome', r.outcome))
                    filter (where r.outcome <> 'taken'), '[]')::text as outcomes,
           coalesce(jsonb_agg(to_jsonb(r) - 'outcome') filter (where r.outcome = 'taken'), '[]')::text as steps
      from tasker_v1.complete_steps_report(${workerUuid}, ${JSON.stringify(results)}::text::jsonb, ${take},
             ${leaseSeconds} * interval '1 second') r`,
  );
}

/** Nobody reads the answer any more: the steps are not made to wait for their leases to end. */
async function handBack(sql: Sql, workerUuid: string, claimed: JsonText): Promise<void> {
  const steps: { step_uuid: string }[] = JSON.parse(claimed);
  if (steps.length === 0) return;
  const uuids = steps.map(({ step_uuid }) => step_uuid);
  await readJson(sql`select tasker_v1.release_steps(${workerUuid}, ${uuids}::uuid[])::text as json`);
}
