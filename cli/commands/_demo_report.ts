import type { DemoReport } from "../../examples/demo/report.ts";
import type { Output } from "../output.ts";

/**
 * Prints what came of the demo, one sum a line, and at last `OK` or what does not add up.
 *
 * @param out Where to print.
 * @param report The report.
 */
export function printReport(out: Output, report: DemoReport): void {
  const { orders, money, stock, parcels, shapes, brokenInvariants, seconds, faults } = report;
  const reasons = Object.entries(orders.reasons).map(([reason, count]) => `${count} ${reason}`);
  const rows = [
    ["Orders", `${orders.in} in = ${orders.completed} completed + ${orders.failed} failed`],
    ["Failed", reasons.join(", ") || "none"],
    [
      "Money",
      `${euros(money.capturedCents)} captured = ${euros(money.shippedOrdersCents)} of shipped orders`,
    ],
    ["Refunded", `${euros(money.refundedCents)} of orders that nobody delivers`],
    [
      "Stock",
      `${stock.initial} − ${stock.final} = ${stock.shipped} pieces shipped, never below ${stock.lowest}`,
    ],
    ["Parcels", `${parcels}`],
    ["Shapes", shapes.map(({ name, result }) => `${name} ${short(result)}`).join(", ")],
    ["Invariants", brokenInvariants.length === 0 ? "all hold" : `${brokenInvariants.length} broken`],
    ["Time", `${seconds.toFixed(2)} s, ${Math.round(orders.in / seconds)} orders/s`],
  ];
  out.line();
  for (const [name = "", text = ""] of rows) out.line(`${out.colors.bold(name.padEnd(12))}${text}`);
  out.line();
  for (const fault of faults) out.line(out.colors.red(`✗ ${fault}`));
  out.line(faults.length === 0 ? out.colors.green("OK: it adds up") : out.colors.red("It does not add up"));
}

function euros(cents: number): string {
  return `${(cents / 100).toLocaleString("en", { minimumFractionDigits: 2 })} EUR`;
}

function short(number: string | undefined): string {
  if (number === undefined) return "nothing";
  return number.length <= 12 ? number : `${number.slice(0, 6)}…(${number.length} digits)`;
}
