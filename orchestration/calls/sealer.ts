import type { Sql } from "postgres";
import { TaskerError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { Keyring, type SecretsOptions } from "../../core/secrets/keyring.ts";
import { parseExactly } from "../../core/exact_json.ts";
import { placesOf } from "../../core/secrets/pointer.ts";
import { sealedFaults } from "../../core/secrets/schema_check.ts";
import { mayOpenLater, openValue, sealValue } from "../../core/secrets/seal_values.ts";
import { mayHoldSealed } from "../../core/secrets/sealed.ts";
import { readRows } from "./read_rows.ts";

/** What of a request for a task the sealer reads. */
export interface SealableRequest {
  /** Namespace of the template. */
  readonly namespace: string;
  /** Name of the template. */
  readonly name?: string;
  /** Version of the template; none: the highest. */
  readonly version?: string | undefined;
  /** The input. */
  readonly context?: unknown;
}

/** A step's attempt as the HTTP worker protocol tells it. */
interface ClaimedStep {
  readonly step_uuid: string;
  readonly attempt: number;
  readonly namespace: string;
  readonly task_name: string;
  readonly context: unknown;
  readonly dependencies: Readonly<Record<string, unknown>>;
}

/** Claimed steps with plain values. */
export interface OpenedClaims {
  /** JSON array of those that opened. */
  readonly text: string;
  /** Results, as `tasker_v1.complete_steps_report` takes them, of the attempts that cannot run because something does not open. */
  readonly failed: readonly object[];
}

/** Gives a statement a connection, and what comes of it back. */
export type Ask = <T>(use: (sql: Sql) => Promise<T>) => Promise<T>;

/** What is sensitive, by template. */
type Sensitive = ReadonlyMap<string, Pick<SensitiveTemplate, "sensitive" | "inputSchema">>;

interface SensitiveTemplate {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly isLatest: boolean;
  readonly sensitive: readonly string[];
  readonly inputSchema: unknown;
}

interface SensitiveStep {
  readonly stepUuid: string;
  readonly namespace: string;
  readonly taskName: string;
  readonly stepName: string;
  readonly sensitive: readonly string[];
}

/**
 * Seals what templates declare sensitive on its way into the database, and opens it for workers that have no keys.
 *
 * It keeps the list of templates with sensitive contexts, which few have. When that is out of date, the database
 * refuses what comes in the open, and the list is read again.
 */
export class Sealer {
  readonly #ask: Ask;
  readonly #keyring: Keyring;
  #templates: Promise<Sensitive> | undefined;
  #isNone = false;

  /**
   * Makes a sealer; nothing is read before the first request.
   *
   * @param ask Gives a statement a connection.
   * @param secrets Keys; without, sensitive values are refused.
   * @throws {RangeError} If a key is malformed, or the active one missing.
   */
  constructor(ask: Ask, secrets: SecretsOptions | undefined) {
    this.#ask = ask;
    this.#keyring = new Keyring(secrets ?? { keys: {} });
  }

  /**
   * Creates tasks with what is sensitive in their contexts sealed.
   *
   * @typeParam Request A request, in SQL's names or TypeScript's.
   * @typeParam Outcome What comes of it.
   * @param requests The requests as they came.
   * @param create Creates the tasks of the requests it is given.
   * @throws {TaskerError} `TK520` when there is something to seal and no key; what `create` throws.
   */
  async create<Request extends SealableRequest, Outcome>(
    requests: readonly Request[],
    create: (requests: readonly Request[]) => Promise<Outcome>,
  ): Promise<Outcome> {
    const sealed = this.#isNone ? requests : await this.#seal(requests);
    try {
      return await create(sealed);
    } catch (error) {
      if (!isOutOfDate(error, sealed !== requests)) throw error;
      const before = await this.#read();
      this.#forget();
      if (same(before, await this.#read())) throw error;
      return await create(await this.#seal(requests));
    }
  }

  /**
   * Seals what is sensitive in results of steps.
   *
   * @typeParam Result An attempt's result, with its step.
   * @param results The results as they came.
   * @throws {TaskerError} `TK520` when there is something to seal and no key.
   */
  async sealResults<Result extends { readonly step_uuid: string; readonly result?: unknown }>(
    results: readonly Result[],
  ): Promise<readonly Result[]> {
    const uuids = results.map(({ step_uuid }) => step_uuid);
    const steps = await this.#ask((sql) =>
      readRows<SensitiveStep>(sql`
        select to_jsonb(s) as row from tasker_v1.list_sensitive_steps(${uuids}::uuid[]) s`)
    );
    if (steps.length === 0) return results;
    const byUuid = new Map(steps.map((step) => [step.stepUuid, step]));
    return await Promise.all(results.map(async (result) => {
      const step = byUuid.get(result.step_uuid.toLowerCase());
      if (step === undefined || result.result === undefined) return result;
      return {
        ...result,
        result: await sealValue(JSON.stringify(result.result), step.sensitive, this.#keyring, step),
      };
    }));
  }

  /**
   * Seals what is sensitive in the result of one step.
   *
   * @param stepUuid The step.
   * @param result Its result, any JSON.
   * @throws {TaskerError} `TK520` when there is something to seal and no key.
   */
  async sealResult(stepUuid: string, result: Json): Promise<Json> {
    const [sealed] = await this.sealResults([{ step_uuid: stepUuid, result }]);
    return sealed?.result ?? null;
  }

  /**
   * Opens what is sealed in claimed steps, for a worker in another language. What does not open spoils its own attempt alone.
   *
   * @param text JSON array of claimed steps; it comes back as it is when nothing in it is sealed.
   */
  async openClaims(text: string): Promise<OpenedClaims> {
    if (!mayHoldSealed(text)) return { text, failed: [] };
    const claims = parseExactly(text) as ClaimedStep[];
    const opened = await Promise.allSettled(claims.map((claim) => this.#openClaim(claim)));
    return {
      text: JSON.stringify(opened.flatMap((it) => it.status === "fulfilled" ? [it.value] : [])),
      failed: opened.flatMap((it, place) =>
        it.status === "rejected" ? [failureOf(claims[place]!, it.reason)] : []
      ),
    };
  }

  async #openClaim<Claim extends ClaimedStep>(claim: Claim): Promise<Claim> {
    const keyring = this.#keyring;
    const task = { namespace: claim.namespace, taskName: claim.task_name };
    const context = (await openValue(claim.context, keyring, task)).value;
    const dependencies = await Promise.all(
      Object.entries(claim.dependencies).map(async ([stepName, result]) =>
        [stepName, (await openValue(result, keyring, { ...task, stepName })).value] as const
      ),
    );
    return { ...claim, context, dependencies: Object.fromEntries(dependencies) };
  }

  async #seal<Request extends SealableRequest>(requests: readonly Request[]): Promise<readonly Request[]> {
    const templates = await this.#read();
    if (!requests.some((request) => templates.has(keyOf(request)))) return requests;
    return await Promise.all(requests.map(async (request, place) => {
      const { namespace, name = "", context } = request;
      const template = templates.get(keyOf(request));
      const json = template === undefined ? undefined : jsonOf(context);
      if (template === undefined || json === undefined) return request;
      judge(request, place, JSON.parse(json), template);
      const task = { namespace, taskName: name };
      return { ...request, context: await sealValue(json, template.sensitive, this.#keyring, task) };
    }));
  }

  #read(): Promise<Sensitive> {
    return this.#templates ??= this.#list().catch((error) => {
      this.#forget();
      throw error;
    });
  }

  async #list(): Promise<Sensitive> {
    const rows = await this.#ask((sql) =>
      readRows<SensitiveTemplate>(sql`select to_jsonb(t) as row from tasker_v1.list_sensitive_templates() t`)
    );
    this.#isNone = rows.length === 0;
    return new Map(rows.flatMap(({ namespace, name, version, isLatest, ...template }) => [
      [keyOf({ namespace, name, version }), template] as const,
      ...(isLatest ? [[keyOf({ namespace, name }), template] as const] : []),
    ]));
  }

  #forget(): void {
    this.#templates = undefined;
    this.#isNone = false;
  }
}

/** Whether the list may be out of date: something came in the open, or sealed where a schema knows nothing of it. */
function isOutOfDate(error: unknown, wasSealed: boolean): boolean {
  return error instanceof TaskerError && (error.code === "TK008" || error.code === "TK003" && wasSealed);
}

/** Refuses what the schema has against values that the database will see sealed only. */
function judge(
  { namespace, name }: SealableRequest,
  place: number,
  root: unknown,
  { sensitive, inputSchema }: Pick<SensitiveTemplate, "sensitive" | "inputSchema">,
): void {
  const faults = sensitive.flatMap((pointer) =>
    placesOf({ root }, pointer).flatMap(({ value }) => sealedFaults(inputSchema, pointer, value))
  );
  if (faults.length === 0) return;
  throw new TaskerError(
    "TK003",
    `Cannot create task ${
      place + 1
    } of the call, "${name}" in "${namespace}": the context fails the input schema at ${
      faults.map(({ path, reason }) => `"${path}" (${reason})`).join(", ")
    }`,
    { details: JSON.stringify(faults), hint: "See the input_schema of the template." },
  );
}

function failureOf({ step_uuid, attempt }: ClaimedStep, error: unknown): object {
  if (!(error instanceof TaskerError)) throw error;
  const retryable = mayOpenLater(error);
  const error_type = retryable ? "retryable_error" : "permanent_error";
  return {
    step_uuid,
    attempt,
    success: false,
    error: { message: error.message, error_type, error_code: error.code, retryable },
  };
}

function keyOf({ namespace, name, version }: SealableRequest): string {
  return JSON.stringify([namespace, name ?? null, version ?? null]);
}

function same(one: Sensitive, other: Sensitive): boolean {
  const entries = (map: Sensitive) => JSON.stringify([...map].sort());
  return entries(one) === entries(other);
}

/** The context as text; undefined where it is no JSON, which whoever writes the request reports. */
function jsonOf(context: unknown): string | undefined {
  try {
    return JSON.stringify(context);
  } catch {
    return undefined;
  }
}
