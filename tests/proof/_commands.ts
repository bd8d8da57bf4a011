/** Random templates and random commands: what the model and the database are put through. */
import fc from "fast-check";
import type { StepPlan, WorkerPlan } from "./_plans.ts";
import type { Form } from "./_real.ts";

/** Workers of every case, by uuid. */
export const WORKERS: ReadonlyMap<string, WorkerPlan> = new Map([
  ["00000000-0000-7000-8000-00000000000a", { namespaces: ["alpha", "beta"], handlers: null }],
  ["00000000-0000-7000-8000-00000000000b", { namespaces: ["alpha"], handlers: null }],
  ["00000000-0000-7000-8000-00000000000c", { namespaces: ["alpha", "beta"], handlers: ["h0"] }],
]);

/** A template to publish. */
export interface TemplatePlan {
  readonly namespace: string;
  readonly steps: readonly StepPlan[];
}

/** How an attempt is to end. */
export type Ending = "success" | "retryable" | "retry_after" | "permanent";

/** How results are handed in: at once, as a worker does it, with a report, or parked for an orchestrator. */
export type Completion = "complete" | "packed" | "report" | "submit";

/** One move of one actor. Numbers that pick something are taken modulo what there is. */
export type Command =
  | { readonly do: "create"; readonly template: number; readonly delayMs: number; readonly priority: number }
  | {
    readonly do: "start";
    readonly template: number;
    readonly delayMs: number;
    readonly worker: string;
    readonly leaseMs: number;
    readonly form: Form;
  }
  | {
    readonly do: "claim";
    readonly worker: string;
    readonly limit: number;
    readonly leaseMs: number;
    readonly form: Form;
  }
  | {
    readonly do: "finish";
    readonly picks: readonly { readonly claim: number; readonly ending: Ending }[];
    readonly isStale: boolean;
    readonly by: Completion;
    readonly take: number;
    readonly leaseMs: number;
  }
  | { readonly do: "process"; readonly steps: readonly number[]; readonly isStale: boolean }
  | { readonly do: "release"; readonly claims: readonly number[] }
  | { readonly do: "defer"; readonly claims: readonly number[]; readonly delayMs: number }
  | { readonly do: "reconcile"; readonly worker: string; readonly held: readonly number[] }
  | { readonly do: "heartbeat"; readonly worker: string; readonly leaseMs: number }
  | { readonly do: "clock"; readonly ms: number }
  | { readonly do: "cancel" | "resolve_task" | "give_up" | "finalize"; readonly task: number }
  | {
    readonly do: "reset" | "resolve" | "complete_manually";
    readonly step: number;
    readonly isFitting: boolean;
  }
  | { readonly do: "register" | "unregister"; readonly worker: string }
  | { readonly do: "wake" | "recover" | "sweep" };

/** What one case is made of. */
export interface CasePlan {
  readonly transport: "direct" | "pgmq";
  readonly templates: readonly TemplatePlan[];
  readonly commands: readonly Command[];
}

const MAX_STEPS = 12;

const step = fc.record({
  parents: fc.array(fc.nat(MAX_STEPS), { maxLength: 3 }),
  handler: fc.constantFrom("h0", "h1"),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  retryable: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, {
    weight: 1,
    arbitrary: fc.constant(false),
  }),
});

const template: fc.Arbitrary<TemplatePlan> = fc.record({
  namespace: fc.constantFrom("alpha", "beta"),
  steps: fc.array(step, { minLength: 1, maxLength: MAX_STEPS }),
}).map(({ namespace, steps }) => ({
  namespace,
  steps: steps.map((plan, place) => ({
    ...plan,
    name: `s${place}`,
    parents: place === 0 ? [] : [...new Set(plan.parents.map((parent) => `s${parent % place}`))],
  })),
}));

const worker = fc.constantFrom(...WORKERS.keys());
const leaseMs = fc.integer({ min: 1, max: 60 }).map((seconds) => seconds * 1000);
const several = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 8, max: 24 }));
const form = fc.constantFrom<Form>("rows", "packed");
const few = fc.array(fc.nat(50), { minLength: 1, maxLength: 4 });
const rarely = fc.nat(4).map((one) => one === 4);
const ending = fc.constantFrom<Ending>(
  "success",
  "success",
  "success",
  "retryable",
  "retry_after",
  "permanent",
);

const mostlyGood = fc.oneof({ weight: 9, arbitrary: fc.constant<Ending>("success") }, {
  weight: 1,
  arbitrary: ending,
});

/** A command of a kind, with its share of all. */
function kind<K extends Command["do"], T>(
  weight: number,
  name: K,
  fields: { [F in keyof T]: fc.Arbitrary<T[F]> },
) {
  return { weight, arbitrary: fc.record<T>(fields).map((values) => ({ do: name, ...values })) };
}

const command = fc.oneof(
  kind(2, "create", {
    template: fc.nat(1),
    delayMs: fc.constantFrom(0, 0, 0, 20_000),
    priority: fc.integer({ min: -1, max: 1 }),
  }),
  kind(2, "start", { template: fc.nat(1), delayMs: fc.constantFrom(0, 0, 0, 20_000), worker, leaseMs, form }),
  kind(10, "claim", { worker, limit: several, leaseMs, form }),
  kind(12, "finish", {
    picks: fc.oneof(
      fc.array(fc.record({ claim: fc.nat(50), ending }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.record({ claim: fc.nat(50), ending: mostlyGood }), { minLength: 8, maxLength: 24 }),
    ),
    isStale: rarely,
    by: fc.constantFrom<Completion>("complete", "packed", "packed", "report", "submit"),
    take: fc.oneof(fc.constant(0), several),
    leaseMs,
  }),
  kind(4, "process", { steps: few, isStale: rarely }),
  kind(2, "release", { claims: few }),
  kind(2, "defer", { claims: few, delayMs: fc.constantFrom(0, 5000, 3_600_000) }),
  kind(1, "reconcile", { worker, held: few }),
  kind(2, "heartbeat", { worker, leaseMs }),
  kind(5, "clock", { ms: fc.constantFrom(1, 1000, 5000, 20_000, 60_000) }),
  kind(1, "cancel", { task: fc.nat(5) }),
  kind(1, "resolve_task", { task: fc.nat(5) }),
  kind(1, "give_up", { task: fc.nat(5) }),
  kind(1, "finalize", { task: fc.nat(5) }),
  kind(2, "reset", { step: fc.nat(50), isFitting: rarely.map((is) => !is) }),
  kind(2, "resolve", { step: fc.nat(50), isFitting: rarely.map((is) => !is) }),
  kind(2, "complete_manually", { step: fc.nat(50), isFitting: rarely.map((is) => !is) }),
  kind(2, "register", { worker }),
  kind(1, "unregister", { worker }),
  kind(5, "wake", {}),
  kind(5, "recover", {}),
  kind(1, "sweep", {}),
);

/** Cases of two templates and up to 60 commands; a task is there from the start. */
export const casePlan: fc.Arbitrary<CasePlan> = fc.record({
  transport: fc.constantFrom("direct", "direct", "direct", "pgmq"),
  templates: fc.array(template, { minLength: 1, maxLength: 2 }),
  commands: fc.array(command, { minLength: 1, maxLength: 60, size: "max" }),
});
