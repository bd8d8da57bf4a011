import { z } from "zod";

/** One line of an order. */
const Item = z.object({
  sku: z.string().min(1).max(40),
  quantity: z.int().min(1).max(100),
  unit_price_cents: z.int().min(0).max(10_000_000),
});

/** What an order must look like: the database refuses any other, whoever sends it. */
export const Order = z.object({
  order_id: z.string().min(1).max(64),
  customer: z.object({ name: z.string().min(1).max(200), email: z.email() }),
  items: z.array(Item).min(1).max(50),
  card: z.string().min(1).max(64).describe("Token of the card, as the payment gateway knows it"),
  country: z.string().length(2).describe("Where it goes, ISO 3166"),
  express: z.boolean().default(false),
});

/** An order as a customer sends it. */
export type NewOrder = z.input<typeof Order>;
/** One line of an order. */
export type OrderItem = z.infer<typeof Item>;
