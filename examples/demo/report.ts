import type { BrokenInvariant } from "../../orchestration/calls/check_invariants.ts";
import type { NewOrder } from "../order_fulfillment/order.ts";
import type { LocalServices } from "../order_fulfillment/services/local_services.ts";
import { NO_REASON, type Outcomes } from "./outcomes.ts";
import type { ShapeRun } from "./run_shapes.ts";

/** What came of a demo, and whether it adds up. */
export interface DemoReport {
  /** Orders, counted. */
  readonly orders: {
    readonly in: number;
    readonly completed: number;
    readonly failed: number;
    /** Failed orders by error code. */
    readonly reasons: Readonly<Record<string, number>>;
  };
  /** Money, in cents. */
  readonly money: {
    /** Taken by the gateway and not given back. */
    readonly capturedCents: number;
    /** Taken and given back. */
    readonly refundedCents: number;
    /** What the completed orders cost. */
    readonly shippedOrdersCents: number;
  };
  /** Pieces, of all products. */
  readonly stock: {
    readonly initial: number;
    readonly final: number;
    /** Held for orders that have ended neither way. */
    readonly reserved: number;
    readonly shipped: number;
    /** What the completed orders asked for. */
    readonly shippedOrders: number;
    /** The least that there ever was of a product. */
    readonly lowest: number;
  };
  /** Parcels that the carrier took. */
  readonly parcels: number;
  /** The shapes, each run once. */
  readonly shapes: readonly ShapeRun[];
  /** What `check_invariants()` found. */
  readonly brokenInvariants: readonly BrokenInvariant[];
  /** From the creation of the orders until the last had ended. */
  readonly seconds: number;
  /** What does not add up; empty when all is well. */
  readonly faults: readonly string[];
}

/** What a report is made of. */
export interface DemoFacts {
  /** The orders, by the uuid of their task. */
  readonly orders: ReadonlyMap<string, NewOrder>;
  /** How they ended. */
  readonly outcomes: Outcomes;
  /** The services, which kept their own books. */
  readonly services: Pick<LocalServices, "inventory" | "payments" | "shipping">;
  /** The shapes. */
  readonly shapes: readonly ShapeRun[];
  /** What `check_invariants()` found. */
  readonly brokenInvariants: readonly BrokenInvariant[];
  /** How long the orders took. */
  readonly seconds: number;
}

/**
 * Compares what the database says of the orders with the books of the services.
 *
 * @param facts What there is to compare.
 * @returns The report.
 */
export function makeReport(facts: DemoFacts): DemoReport {
  const { outcomes: { completed, failed }, services, shapes, brokenInvariants, seconds } = facts;
  const shipped = [...facts.orders].filter(([taskUuid]) => completed.has(taskUuid)).flatMap(([, { items }]) =>
    items
  );
  const levels = [...services.inventory.stock().values()];
  const report = {
    orders: {
      in: facts.orders.size,
      completed: completed.size,
      failed: failed.size,
      reasons: countEach(failed.values()),
    },
    money: {
      capturedCents: services.payments.capturedCents,
      refundedCents: services.payments.refundedCents,
      shippedOrdersCents: sum(shipped.map(({ quantity, unit_price_cents }) => quantity * unit_price_cents)),
    },
    stock: {
      initial: sum(levels.map(({ initial }) => initial)),
      final: sum(levels.map(({ available }) => available)),
      reserved: sum(levels.map(({ reserved }) => reserved)),
      shipped: sum(levels.map((level) => level.shipped)),
      shippedOrders: sum(shipped.map(({ quantity }) => quantity)),
      lowest: Math.min(...levels.map(({ lowest }) => lowest)),
    },
    parcels: services.shipping.count,
    shapes,
    brokenInvariants,
    seconds,
  };
  return { ...report, faults: faultsOf(report) };
}

function faultsOf(
  { orders, money, stock, parcels, shapes, brokenInvariants }: Omit<DemoReport, "faults">,
): string[] {
  const mustEqual = (left: string, a: number, right: string, b: number) =>
    a === b ? [] : [`${left} is ${a}, ${right} is ${b}`];
  return [
    ...mustEqual("Orders in", orders.in, "completed + failed", orders.completed + orders.failed),
    ...mustEqual("Orders failed without a stated reason", orders.reasons[NO_REASON] ?? 0, "none", 0),
    ...mustEqual("Money captured", money.capturedCents, "money of shipped orders", money.shippedOrdersCents),
    ...mustEqual("Stock that left", stock.initial - stock.final, "what was shipped", stock.shipped),
    ...mustEqual("Stock shipped", stock.shipped, "what shipped orders asked for", stock.shippedOrders),
    ...mustEqual("Parcels", parcels, "completed orders", orders.completed),
    ...stock.lowest < 0 ? [`Stock was negative: ${stock.lowest}`] : [],
    ...shapes.filter(({ result, expected }) => result !== expected)
      .map(({ name, result, expected }) => `Shape ${name} gave ${result}, not ${expected}`),
    ...brokenInvariants.map(({ invariant, entity, detail }) =>
      `Invariant ${invariant}: ${entity}: ${detail}`
    ),
  ];
}

function countEach(values: Iterable<string>): Record<string, number> {
  const groups = [...Map.groupBy(values, (value) => value)].map(([value, { length }]) =>
    [value, length] as const
  );
  return Object.fromEntries(groups.sort(([, a], [, b]) => b - a));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
