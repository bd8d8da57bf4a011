import type { Sql } from "postgres";
import { toTaskerError } from "../../core/driver_errors.ts";
import { TaskerError } from "../../core/errors.ts";
import { Keyring, type SecretsOptions } from "../../core/secrets/keyring.ts";
import { resealValue } from "../../core/secrets/seal_values.ts";

/** Options for {@linkcode rotateSecrets}. */
export interface RotateOptions {
  /** The active key, and those that older values are sealed with. */
  readonly secrets: SecretsOptions;
  /**
   * Most values in one transaction, 1 to 10000; those of one task go together.
   *
   * @default {100}
   */
  readonly batch?: number;
  /** Told after each batch how many values were sealed anew so far. */
  readonly onBatch?: ((count: number) => void) | undefined;
  /** Ends it between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@linkcode rotateSecrets} did. */
export interface Rotation {
  /** Contexts and results that were sealed anew. */
  readonly resealedCount: number;
  /** Whether nothing is sealed with another key any more, and nothing was ended early. */
  readonly isComplete: boolean;
}

/** A context or a result with something sealed in it. */
interface SealedRow {
  readonly task_uuid: string;
  readonly step_uuid: string | null;
  readonly namespace: string;
  readonly task_name: string;
  readonly step_name: string | null;
  readonly sensitive: readonly string[];
  readonly value: string;
}

/**
 * Seals anew, with the active key, all that is sealed with another one. In batches, each a transaction of its own: it can
 * be ended at any time and begun again, beside programs that work. Source: `sql/functions/secrets/list_sealed_values.sql`.
 *
 * @param sql Pool to call on.
 * @param options Keys and the size of batches.
 * @throws {TaskerError} `TK520` when there is no active key, or one that something is sealed with is missing; `TK521` when
 * a value was changed: the first that does not open, after all others were sealed anew.
 */
export async function rotateSecrets(sql: Sql, options: RotateOptions): Promise<Rotation> {
  const { secrets, batch = 100, onBatch, signal } = options;
  const keyring = new Keyring(secrets);
  const { activeKey } = keyring;
  if (activeKey === undefined) {
    throw new TaskerError("TK520", "Cannot rotate secrets: no secret key is the active one", {
      hint: "Set secrets.active_key to the id of the new key.",
    });
  }
  let resealedCount = 0;
  let unopened: unknown;
  for (let after: string | null = null; !signal?.aborted;) {
    const rows: SealedRow[] = await listed(sql, activeKey, after, batch);
    const last = rows.at(-1);
    if (last === undefined) {
      if (unopened !== undefined) throw unopened;
      return { resealedCount, isComplete: (await listed(sql, activeKey, null, 1)).length === 0 };
    }
    const anew = await Promise.allSettled(rows.map((row) => resealed(row, keyring)));
    unopened ??= anew.find((it) => it.status === "rejected")?.reason;
    resealedCount += await replaced(sql, anew.flatMap((it) => it.status === "fulfilled" ? [it.value] : []));
    after = last.task_uuid;
    onBatch?.(resealedCount);
  }
  return { resealedCount, isComplete: false };
}

async function resealed(row: SealedRow, keyring: Keyring): Promise<string> {
  const { task_uuid, step_uuid, namespace, task_name: taskName, sensitive, value } = row;
  const stepName = row.step_name ?? undefined;
  const anew = await resealValue(value, sensitive, keyring, { namespace, taskName, stepName })
    .catch((error) => {
      throw inTask(error, task_uuid);
    });
  return `{"task_uuid": ${JSON.stringify(task_uuid)}, "step_uuid": ${
    JSON.stringify(step_uuid)
  }, "old": ${value}, "new": ${anew}}`;
}

/** Says which task an error is about. */
function inTask(error: unknown, taskUuid: string): unknown {
  if (!(error instanceof TaskerError)) return error;
  const { code, message, hint } = error;
  return new TaskerError(code, `${message}, in task ${taskUuid}`, { hint, cause: error });
}

async function listed(
  sql: Sql,
  activeKey: string,
  after: string | null,
  limit: number,
): Promise<SealedRow[]> {
  try {
    return await sql<SealedRow[]>`
      select v.task_uuid, v.step_uuid, v.namespace, v.task_name, v.step_name, v.sensitive, v.value::text as value
        from tasker_v1.list_sealed_values(${activeKey}, ${after}::uuid, ${limit}) v`;
  } catch (error) {
    throw toTaskerError(error);
  }
}

async function replaced(sql: Sql, replacements: readonly string[]): Promise<number> {
  try {
    const [row] = await sql`
      select tasker_v1.replace_sealed_values(${`[${replacements.join(",")}]`}::text::jsonb) as count`;
    return row?.count;
  } catch (error) {
    throw toTaskerError(error);
  }
}
