const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Tells whether a value is the text of a uuid as tasker writes them, upper case aside: 8-4-4-4-12 hexadecimal digits.
 *
 * @param value Any value.
 */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/**
 * The task that a step belongs to: a step's uuid is its task's with the step's position in the last two bytes.
 * Source: `sql/schema/0002_ids.sql`.
 *
 * @param stepUuid UUID text of a step.
 * @returns UUID text of the task; what is no uuid gives no uuid.
 */
export function taskUuidOf(stepUuid: string): string {
  return stepUuid.length === 36 ? `${stepUuid.slice(0, 32)}0000` : stepUuid;
}
