import { Hono } from "hono";
import { type Answer, Answers, keyOf, refuse, send } from "./answers.ts";

/** Some of a product. */
interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** A reservation: held, given back, or gone to a customer. */
interface Reservation {
  readonly lines: readonly Line[];
  state: "reserved" | "released" | "shipped";
}

/** What became of the stock of one product; `initial = available + reserved + shipped`. */
export interface StockLevel {
  /** How many there were. */
  readonly initial: number;
  /** How many may be reserved. */
  readonly available: number;
  /** How few there ever were to reserve. */
  readonly lowest: number;
  /** How many are held for orders. */
  readonly reserved: number;
  /** How many have left. */
  readonly shipped: number;
}

/**
 * The warehouse: `POST /reservations`, `POST /reservations/:id/ship`, `DELETE /reservations/:id`, `GET /stock`.
 * All of an order's items are reserved or none, and nothing is reserved that is not there.
 */
export class Inventory {
  /** Answers requests. */
  readonly app: Hono = new Hono();
  readonly #initial: ReadonlyMap<string, number>;
  readonly #available: Map<string, number>;
  readonly #lowest: Map<string, number>;
  readonly #reservations = new Map<string, Reservation>();
  readonly #answers = new Answers();

  /** Opens a warehouse with a stock by sku. */
  constructor(stock: ReadonlyMap<string, number>) {
    this.#initial = stock;
    this.#available = new Map(stock);
    this.#lowest = new Map(stock);
    this.app.post("/reservations", async (context) => {
      const { items } = await context.req.json<{ items: Line[] }>();
      return send(context, this.#answers.once(keyOf(context), () => this.#reserve(items)));
    });
    this.app.post(
      "/reservations/:id/ship",
      (context) => send(context, this.#end(context.req.param("id"), "shipped")),
    );
    this.app.delete(
      "/reservations/:id",
      (context) => send(context, this.#end(context.req.param("id"), "released")),
    );
    this.app.get("/stock", (context) => context.json(Object.fromEntries(this.stock())));
  }

  /** What became of each product. */
  stock(): Map<string, StockLevel> {
    const count = (sku: string, state: Reservation["state"]) =>
      [...this.#reservations.values()]
        .filter((reservation) => reservation.state === state)
        .flatMap(({ lines }) => lines)
        .reduce((sum, line) => line.sku === sku ? sum + line.quantity : sum, 0);
    return new Map([...this.#initial].map(([sku, initial]) => [sku, {
      initial,
      available: this.#available.get(sku) ?? 0,
      lowest: this.#lowest.get(sku) ?? 0,
      reserved: count(sku, "reserved"),
      shipped: count(sku, "shipped"),
    }]));
  }

  #reserve(items: readonly Line[]): Answer {
    const lines = merged(items);
    const missing = lines.find(({ sku, quantity }) => quantity > (this.#available.get(sku) ?? 0));
    if (missing !== undefined) {
      const left = this.#available.get(missing.sku) ?? 0;
      return refuse(
        409,
        "out_of_stock",
        `${missing.quantity} of "${missing.sku}" were ordered, there are ${left}`,
      );
    }
    const id = crypto.randomUUID();
    this.#reservations.set(id, { lines, state: "reserved" });
    for (const { sku, quantity } of lines) this.#move(sku, -quantity);
    return { status: 201, body: { reservation_id: id } };
  }

  #end(id: string, state: "released" | "shipped"): Answer {
    const reservation = this.#reservations.get(id);
    if (reservation === undefined) {
      return refuse(404, "unknown_reservation", `There is no reservation "${id}"`);
    }
    if (reservation.state === state) return { status: 200, body: { reservation_id: id, state } };
    if (reservation.state !== "reserved") {
      return refuse(409, "reservation_ended", `Reservation "${id}" is ${reservation.state}`);
    }
    reservation.state = state;
    if (state === "released") {
      for (const { sku, quantity } of reservation.lines) {
        this.#move(sku, quantity);
      }
    }
    return { status: 200, body: { reservation_id: id, state } };
  }

  #move(sku: string, quantity: number): void {
    const left = (this.#available.get(sku) ?? 0) + quantity;
    this.#available.set(sku, left);
    this.#lowest.set(sku, Math.min(left, this.#lowest.get(sku) ?? left));
  }
}

/** One line a product, whatever the order repeats. */
function merged(items: readonly Line[]): Line[] {
  const bySku = Map.groupBy(items, ({ sku }) => sku);
  return [...bySku].map(([sku, lines]) => ({
    sku,
    quantity: lines.reduce((sum, line) => sum + line.quantity, 0),
  }));
}
