/** One thing that is wrong with a value, and where. */
export interface Fault {
  /** Place in the value, dotted, with indexes in brackets: `steps[2].retry.backoff`. Empty for the value itself. */
  readonly path: string;
  /** What is wrong, in words that name the offending value. */
  readonly reason: string;
}

/**
 * Writes a fault the way people read it.
 *
 * @param fault The fault.
 * @returns `path: reason`, or only the reason when the value itself is at fault.
 */
export function formatFault(fault: Fault): string {
  return fault.path === "" ? fault.reason : `${fault.path}: ${fault.reason}`;
}
