/** A thing for sale. */
export interface Product {
  /** What it is called in orders. */
  readonly sku: string;
  /** Price of one, in cents. */
  readonly priceCents: number;
  /** How many there are for each 300 orders. */
  readonly stock: number;
}

/** Everything for sale. `desk-lamp` is sold out; of `record-player` and `wool-blanket` there are too few for all who order. */
export const CATALOGUE: readonly Product[] = [
  { sku: "coffee-mug", priceCents: 1_290, stock: 1_000 },
  { sku: "notebook", priceCents: 890, stock: 1_000 },
  { sku: "fountain-pen", priceCents: 4_900, stock: 1_000 },
  { sku: "backpack", priceCents: 7_950, stock: 1_000 },
  { sku: "bicycle-bell", priceCents: 1_450, stock: 1_000 },
  { sku: "chess-set", priceCents: 3_995, stock: 1_000 },
  { sku: "tea-pot", priceCents: 3_400, stock: 1_000 },
  { sku: "umbrella", priceCents: 2_250, stock: 1_000 },
  { sku: "record-player", priceCents: 24_900, stock: 90 },
  { sku: "wool-blanket", priceCents: 8_900, stock: 100 },
  { sku: "desk-lamp", priceCents: 5_490, stock: 0 },
];

/**
 * What the warehouse holds at the beginning.
 *
 * @param rounds How many times 300 orders it shall serve.
 * @returns Stock by sku.
 */
export function initialStock(rounds = 1): ReadonlyMap<string, number> {
  return new Map(CATALOGUE.map(({ sku, stock }) => [sku, stock * rounds]));
}
