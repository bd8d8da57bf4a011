/** How a command ended. */
export type Outcome<Value = unknown> =
  | { readonly status: "success"; readonly value: Value }
  | { readonly status: "failed"; readonly error: unknown }
  | { readonly status: "skipped"; readonly reason: string };

/** A command that did what it should. */
export function success<Value>(value: Value): Outcome<Value> {
  return { status: "success", value };
}

/** A command that went wrong. */
export function failed(error: unknown): Outcome<never> {
  return { status: "failed", error };
}

/** A command with nothing to do: somebody else did it. */
export function skipped(reason: string): Outcome<never> {
  return { status: "skipped", reason };
}
