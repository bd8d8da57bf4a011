import { TaskerError } from "../core/errors.ts";
import { issuePath } from "../core/input_schema.ts";
import type { Schema } from "../core/standard_schema.ts";

/** What is checked of a definition. */
interface Definition {
  readonly namespace: string;
  readonly name: string;
  readonly input: Schema<unknown, unknown> | undefined;
}

/**
 * Checks an input with its author's schema before it is sent.
 *
 * @param definition The task's definition.
 * @param input What it shall be created with.
 * @param where Where it stands among others: `[3].`; empty when it is the only one.
 * @throws {TaskerError} `TK003` with every fault.
 */
export async function checkInput(
  { namespace, name, input: schema }: Definition,
  input: unknown,
  where = "",
): Promise<void> {
  if (schema === undefined) return;
  const { issues } = await schema["~standard"].validate(input);
  if (issues === undefined) return;
  const faults = issues.map(({ message, path = [] }) => ({ path: where + issuePath(path), reason: message }));
  const words = faults.map(({ path, reason }) => path === "" ? reason : `"${path}": ${reason}`).join("; ");
  throw new TaskerError("TK003", `Cannot create task "${namespace}/${name}": ${words}`, {
    details: JSON.stringify(faults),
  });
}
