import { TaskerError } from "../core/errors.ts";
import { PermanentError, RetryableError } from "../core/handler_errors.ts";
import { isObject } from "../core/json.ts";
import { Keyring, type SecretsOptions } from "../core/secrets/keyring.ts";
import { mayOpenLater, openValue, sealValue } from "../core/secrets/seal_values.ts";
import { SEALED_SHOWN } from "../core/secrets/sealed.ts";
import type { StepContext, StepLog } from "../core/step_context.ts";
import type { StepFunction } from "../core/step_handler.ts";
import type { ClaimedWork } from "../orchestration/calls/works.ts";

/** Shortest text that is looked for in a message: anything shorter stands there by chance. */
const LEAST_TOLD = 4;

/** Deepest that what is logged is looked into. */
const MAX_DEPTH = 8;

/** Puts the opening of what is sealed before a handler and the sealing of its result after it, where a template asks. */
export type WrapStep = (run: StepFunction, work: ClaimedWork) => StepFunction;

/**
 * Makes what opens and seals for a worker's handlers. A step of a template without anything sensitive keeps its handler
 * as it is.
 *
 * @param secrets Keys; none: steps that need one fail, to be tried again where there are some.
 * @throws {RangeError} If a key is malformed, or the active one missing.
 */
export function sealedSteps(secrets: SecretsOptions | undefined): WrapStep {
  const keyring = new Keyring(secrets ?? { keys: {} });
  return (run, work) =>
    work.sensitive === undefined ? run : (context) => runOpened(run, context, work, keyring);
}

async function runOpened(
  run: StepFunction,
  context: StepContext,
  work: ClaimedWork,
  keyring: Keyring,
): Promise<unknown> {
  const { namespace, taskName, stepName, sensitive = [] } = work;
  const task = { namespace, taskName };
  const input = await explained(openValue(context.input, keyring, task));
  const results = await explained(Promise.all(
    Object.entries(context.results).map(async ([parent, result]) =>
      [parent, await openValue(result, keyring, { ...task, stepName: parent })] as const
    ),
  ));
  const texts = [...input.secrets, ...results.flatMap(([, { secrets }]) => secrets)].flatMap(textsOf);
  let output: unknown;
  try {
    output = await run({
      ...context,
      log: quiet(context.log, texts),
      input: input.value,
      results: Object.fromEntries(results.map(([parent, { value }]) => [parent, value])),
    });
  } catch (error) {
    throw hushed(error, texts);
  }
  const json = sensitive.length === 0 ? undefined : jsonOf(output);
  if (json === undefined) return output;
  return await explained(sealValue(json, sensitive, keyring, { ...task, stepName }));
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TaskerError)) throw error;
    if (mayOpenLater(error)) {
      throw new RetryableError(error.message, { errorCode: error.code, cause: error });
    }
    throw new PermanentError(error.message, { errorCode: error.code, cause: error });
  }
}

/** What will be stored; undefined when that is nothing, or no JSON, which the worker reports as it does of any result. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** The texts and numbers in a value that was sealed. */
function textsOf(secret: unknown): string[] {
  if (typeof secret === "string") return secret.length < LEAST_TOLD ? [] : [secret];
  if (typeof secret === "number") return textsOf(String(secret));
  if (Array.isArray(secret)) return secret.flatMap(textsOf);
  return isObject(secret) ? Object.values(secret).flatMap(textsOf) : [];
}

/** A log whose lines tell none of the texts. */
function quiet(log: StepLog, texts: readonly string[]): StepLog {
  const at = (level: keyof StepLog) => (message: string, properties?: Record<string, unknown>) =>
    log[level](hush(message, texts), hushed(properties, texts) as Record<string, unknown> | undefined);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** A value that tells none of the texts: the message and the stack of an error are stored, properties are logged. */
function hushed(value: unknown, texts: readonly string[], depth = 0): unknown {
  if (typeof value === "string") return hush(value, texts);
  if (typeof value === "number") return texts.includes(String(value)) ? SEALED_SHOWN : value;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  if (value instanceof Error) return hushedError(value, texts);
  if (Array.isArray(value)) return value.map((item) => hushed(item, texts, depth + 1));
  const members = Object.entries(value).map(([name, member]) => [name, hushed(member, texts, depth + 1)]);
  return Object.fromEntries(members);
}

function hushedError(error: Error, texts: readonly string[]): Error {
  const message = hush(error.message, texts);
  const stack = error.stack === undefined ? undefined : hush(error.stack, texts);
  if (message === error.message && stack === error.stack) return error;
  const { errorCode, retryAfterSeconds } = error as { errorCode?: unknown; retryAfterSeconds?: unknown };
  return Object.assign(new Error(message), { name: error.name, stack, errorCode, retryAfterSeconds });
}

function hush(text: string, texts: readonly string[]): string {
  return texts.reduce((rest, secret) => rest.replaceAll(secret, SEALED_SHOWN), text);
}
