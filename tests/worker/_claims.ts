import type { Claim } from "../../orchestration/calls/claim.ts";
import type { ClaimedWork } from "../../orchestration/calls/works.ts";

/** A step of a template, for unit tests. */
export const work: ClaimedWork = {
  namespace: "shop",
  taskName: "order",
  version: "1.0.0",
  stepName: "one",
  handler: "shop.order.one",
  method: "",
  resolver: "",
  maxAttempts: 3,
  timeoutSeconds: 300,
  inputs: {},
  hasChildren: false,
};

/** The nth claim, for unit tests. */
export function claimOf(n: number, of: Partial<ClaimedWork> = {}): Claim {
  const id = String(n).padStart(8, "0");
  return {
    stepUuid: `${id}-0000-7000-8000-000000000001`,
    taskUuid: `${id}-0000-7000-8000-000000000000`,
    attempt: 1,
    work: { ...work, ...of },
    context: `{"n":${n}}`,
    dependencies: "{}",
    correlationId: `${id}-0000-7000-8000-000000000000`,
    traceparent: "",
  };
}
