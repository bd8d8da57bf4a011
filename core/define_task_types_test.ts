import { assertThrows } from "@std/assert";
import { z } from "zod";
import { type ArgsOf, defineTask, type ResultsOf } from "./define_task.ts";
import type { Json } from "./json.ts";
import { StepHandler } from "./step_handler.ts";
import type { StepContext } from "./step_context.ts";

/** Compiles only when the two types are the same. */
function same<A, B>(
  _: (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false,
): void {}

const base = defineTask({
  namespace: "orders",
  name: "fulfil",
  version: "1.0.0",
  input: z.object({ orderId: z.string(), quantity: z.number().default(1) }),
});

Deno.test("step() types input from the schema's output", () => {
  base.step("a", ({ input }) => {
    same<typeof input, { orderId: string; quantity: number }>(true);
  });
});

Deno.test("step() types results from the declared parents and only these", () => {
  const two = base.step("a", () => ({ total: 12 })).step("b", async () => await Promise.resolve(["x"]));
  two.step("c", { dependsOn: ["a", "b"], timeoutSeconds: 60 }, ({ results }) => {
    same<typeof results, { readonly a: { total: number }; readonly b: string[] }>(true);
    // @ts-expect-error c does not depend on d
    results.d;
    return results.a.total + results.b.length;
  }).step("d", { dependsOn: ["c"] }, ({ results }) => {
    same<typeof results.c, number>(true);
    // @ts-expect-error a is not a parent of d
    results.a;
  });
});

Deno.test("step() reads a step that returns nothing as null", () => {
  base.step("a", () => {}).step("b", { dependsOn: ["a"] }, ({ results }) => {
    same<typeof results.a, null>(true);
  });
});

Deno.test("step() refuses unknown parents, taken names and results that JSON loses", () => {
  const one = base.step("a", () => 1);
  // @ts-expect-error there is no step "x"
  one.step("b", { dependsOn: ["x"] }, () => 1);
  // @ts-expect-error a step cannot depend on itself
  one.step("b", { dependsOn: ["b"] }, () => 1);
  // @ts-expect-error there is a step "a" already
  assertThrows(() => one.step("a", () => 1), RangeError);
  // @ts-expect-error there is a step "a" already
  one.step("a", { dependsOn: ["a"], callable: "other" }, () => 1);
  // @ts-expect-error a Date does not survive JSON
  one.step("b", () => ({ at: new Date() }));
  // @ts-expect-error a bigint does not survive JSON
  one.step("b", { dependsOn: ["a"] }, () => [1n]);
  // @ts-expect-error a Map does not survive JSON
  one.step("b", async () => await Promise.resolve(new Map<string, number>()));
  // @ts-expect-error the option is called timeoutSeconds
  one.step("b", { timeout: 3 }, () => 1);
  // @ts-expect-error no such backoff
  one.step("b", { retry: { backoff: "cubic" } }, () => 1);
});

Deno.test("step() accepts interfaces, unions, optional members, recursive types and Json as results", () => {
  interface Receipt {
    readonly id: string;
    readonly note?: string;
    readonly lines: readonly { sku: string; count: number | null }[];
  }
  interface Tree {
    readonly children: readonly Tree[];
  }
  base
    .step("a", (): Receipt => ({ id: "1", lines: [] }))
    .step("b", (): { ok: true } | { ok: false; reason: string } => ({ ok: true }))
    .step("c", (): Json => JSON.parse("1"))
    .step("tree", (): Tree => ({ children: [] }))
    .step("any", () => JSON.parse("1"))
    .step("d", { dependsOn: ["a", "b", "c", "tree"] }, ({ results }) => {
      same<typeof results.a, Receipt>(true);
      same<typeof results.c, Json>(true);
      same<typeof results.tree, Tree>(true);
      return results.b.ok ? null : results.b.reason;
    });
});

Deno.test("step() types config from the options", () => {
  base.step("a", { config: { url: "http://127.0.0.1", tries: 3 } }, ({ config }) => {
    same<typeof config, { url: string; tries: number }>(true);
    return config.url;
  });
});

Deno.test("step() takes class handlers and types their results", () => {
  class Charge extends StepHandler<
    { orderId: string },
    { readonly a: number },
    { charged: number },
    { status: number }
  > {
    process({ results }: StepContext<{ orderId: string }, { readonly a: number }>) {
      return { status: results.a };
    }
    override processResults(
      _context: StepContext<{ orderId: string }, { readonly a: number }>,
      raw: { status: number },
    ) {
      return { charged: raw.status };
    }
  }
  class Plain extends StepHandler<{ orderId: string }, Record<never, never>, { plain: string }> {
    process(context: StepContext<{ orderId: string }>) {
      return Promise.resolve({ plain: context.input.orderId });
    }
  }
  base.step("a", () => 1).step("b", { dependsOn: ["a"] }, new Charge()).step("p", new Plain())
    .step("c", { dependsOn: ["b", "p"] }, ({ results }) => {
      same<typeof results.b, { charged: number }>(true);
      same<typeof results.p, { plain: string }>(true);
    });
  // @ts-expect-error Charge needs the result of a
  base.step("b", new Charge());
});

Deno.test("defineTask() without a schema types input as a JSON object", () => {
  defineTask({ namespace: "a", name: "b", version: "1.0.0" }).step("a", ({ input }) => input["x"] ?? 0);
});

Deno.test("ArgsOf and ResultsOf read a definition's types", () => {
  const order = base.step("a", () => ({ n: 1 }));
  same<ArgsOf<typeof order>, { orderId: string; quantity?: number | undefined }>(true);
  same<ResultsOf<typeof order>["a"], { n: number }>(true);
});
