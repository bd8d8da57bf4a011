import type { Json } from "../../core/json.ts";
import type { Template, TemplateStep } from "../../core/template.ts";
import type { Queryable } from "../../sql/connect.ts";

/** What `claim_steps` gives, as far as tests look. */
export interface ClaimedStep {
  readonly step_uuid: string;
  readonly task_uuid: string;
  readonly step_name: string;
  readonly attempt: number;
}

/** What PostgreSQL says when a function raises. */
export interface Raised {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** Which steps need which: a diamond. */
export const DIAMOND = { start: [], left: ["start"], right: ["start"], end: ["left", "right"] } as const;

/** Options for {@linkcode templateOf}: fields of the template, and what each step has. */
export interface TemplateOptions extends Partial<Omit<Template, "steps">> {
  /** Fields that every step has. */
  readonly each?: Partial<TemplateStep>;
}

/**
 * Writes a template: `templateOf({ a: [], b: ["a"] })`.
 *
 * @param steps What each step needs, by name.
 * @param options Other fields. The default is `shop/order 1.0.0`.
 */
export function templateOf(
  steps: Readonly<Record<string, readonly string[]>>,
  { each = {}, ...options }: TemplateOptions = {},
): Template {
  return {
    namespace: "shop",
    name: "order",
    version: "1.0.0",
    ...options,
    steps: Object.entries(steps).map(([name, dependencies]) => ({
      name,
      handler: { callable: `shop.${name}` },
      dependencies,
      ...each,
    })),
  };
}

/** Registers a template and tells whether it was new. */
export async function register(sql: Queryable, template: unknown): Promise<boolean> {
  const [row] = await sql`
    select r.created from tasker_v1.register_template(${JSON.stringify(template)}::text::jsonb) r`;
  return row?.created;
}

/** Creates a task of `shop/order` and tells its uuid. */
export async function createTask(
  sql: Queryable,
  request: Readonly<Record<string, Json>> = {},
): Promise<string> {
  const requests = JSON.stringify([{ namespace: "shop", name: "order", ...request }]);
  const [row] = await sql`select c.task_uuid from tasker_v1.create_tasks(${requests}::text::jsonb) c`;
  return row?.task_uuid;
}

/** Registers a template and creates a task of it. */
export async function startTask(
  sql: Queryable,
  steps: Readonly<Record<string, readonly string[]>> = DIAMOND,
  options: TemplateOptions = {},
): Promise<string> {
  await register(sql, templateOf(steps, options));
  return await createTask(sql);
}

/** The uuid of a step of a task. */
export async function stepOf(sql: Queryable, task: string, name: string): Promise<string> {
  const [row] = await sql`select s.step_uuid from tasker_v1.get_task_steps(${task}) s where s.name = ${name}`;
  return row?.step_uuid;
}

/** Claims what is ready in `shop`. */
export async function claim(sql: Queryable, worker: string, limit = 100): Promise<readonly ClaimedStep[]> {
  return await sql<ClaimedStep[]>`select * from tasker_v1.claim_steps(${worker}, '{shop}', ${limit}, '30 s')`;
}

/** How {@linkcode finish} ends each step. */
export type Ending = { readonly result: Json } | {
  readonly error: Readonly<Record<string, Json>>;
  readonly retry_after_seconds?: number;
};

/** Completes claimed steps, or fails them. */
export async function finish(
  sql: Queryable,
  worker: string,
  claims: readonly ClaimedStep[],
  ending: Ending = { result: {} },
): Promise<void> {
  const results = claims.map(({ step_uuid, attempt }) => ({
    step_uuid,
    attempt,
    success: "result" in ending,
    ...ending,
  }));
  await sql`select * from tasker_v1.complete_steps(${worker}, ${JSON.stringify(results)}::text::jsonb)`;
}

/** Claims and completes until nothing is ready. */
export async function runAll(sql: Queryable, worker: string = crypto.randomUUID()): Promise<void> {
  for (;;) {
    const claims = await claim(sql, worker);
    if (claims.length === 0) return;
    await finish(sql, worker, claims);
  }
}

/** What a statement raised; the test fails if it raised nothing. */
export async function raisedBy(statement: PromiseLike<unknown>): Promise<Raised> {
  try {
    await statement;
  } catch (error) {
    return error as Raised;
  }
  throw new Error("The statement raised nothing");
}
