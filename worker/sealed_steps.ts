import { TaskerError } from "../core/errors.ts";
import { PermanentError, RetryableError } from "../core/handler_errors.ts";
import { isObject } from "../core/json.ts";
import { Keyring, type SecretsOptions } from "../core/secrets/keyring.ts";
import { openValue, sealValue } from "../core/secrets/seal_values.ts";
import { SEALED_SHOWN } from "../core/secrets/sealed.ts";
import type { StepContext } from "../core/step_context.ts";
import type { StepFunction } from "../core/step_handler.ts";
import type { ClaimedWork } from "../orchestration/calls/claim.ts";

/** Shortest text that is looked for in a message: anything shorter stands there by chance. */
const LEAST_TOLD = 4;

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
  const secrets = [...input.secrets, ...results.flatMap(([, { secrets }]) => secrets)];
  let output: unknown;
  try {
    output = await run({
      ...context,
      input: input.value,
      results: Object.fromEntries(results.map(([parent, { value }]) => [parent, value])),
    });
  } catch (error) {
    throw hushed(error, secrets.flatMap(textsOf));
  }
  const json = sensitive.length === 0 ? undefined : jsonOf(output);
  if (json === undefined) return output;
  return await explained(sealValue(json, sensitive, keyring, { ...task, stepName }));
}

/** A missing key may come with the next release of the configuration; a value that was changed stays so. */
async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TaskerError)) throw error;
    if (error.code === "TK520") {
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

/** An error that tells none of the texts: its message and its stack are stored. */
function hushed(error: unknown, texts: readonly string[]): unknown {
  const hush = (text: string) => texts.reduce((rest, secret) => rest.replaceAll(secret, SEALED_SHOWN), text);
  if (!(error instanceof Error)) {
    return typeof error === "string" ? hush(error) : JSON.parse(hush(JSON.stringify(error) ?? "null"));
  }
  const message = hush(error.message);
  const stack = error.stack === undefined ? undefined : hush(error.stack);
  if (message === error.message && stack === error.stack) return error;
  const copy = new Error(message);
  const { errorCode, retryAfterSeconds } = error as { errorCode?: unknown; retryAfterSeconds?: unknown };
  return Object.assign(copy, { name: error.name, stack, errorCode, retryAfterSeconds });
}
