/** Statements that call no function of ours, and what points at them are called. */
const OTHERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^\s*begin\b/i, "begin"],
  [/^\s*commit\b/i, "commit"],
  [/^\s*rollback\b/i, "rollback"],
  [/^\s*listen\b/i, "listen"],
  [/pg_notify/i, "pg_notify"],
  [/pg_catalog\.pg_type/i, "driver_types"],
  [/^\s*select 1\s*$/i, "ping"],
];

/**
 * The name of a statement: that of the door function which it calls, or of what else it does.
 *
 * @param text What is sent.
 * @returns Undefined for a statement that is none of these: it needs a name here.
 */
export function statementName(text: string): string | undefined {
  const called = /\b(?:tasker_v1|pgmq)\.(\w+)\s*\(/.exec(text)?.[1];
  return called ?? OTHERS.find(([pattern]) => pattern.test(text))?.[1];
}
