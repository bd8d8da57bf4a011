import { Hono } from "hono";
import { type Answer, Answers, keyOf, refuse, send } from "./answers.ts";

/** Countries that the carrier does not serve. */
const UNSERVED: readonly string[] = ["AQ"];

/** The carrier: `POST /shipments`, `GET /shipments`. It goes everywhere but to Antarctica. */
export class Shipping {
  /** Answers requests. */
  readonly app: Hono = new Hono();
  readonly #shipments = new Map<string, string>();
  readonly #answers = new Answers();

  /** Opens a carrier that has shipped nothing yet. */
  constructor() {
    this.app.post("/shipments", async (context) => {
      const { order_id, country, express } = await context.req.json<
        { order_id: string; country: string; express: boolean }
      >();
      return send(context, this.#answers.once(keyOf(context), () => this.#ship(order_id, country, express)));
    });
    this.app.get("/shipments", (context) => context.json(Object.fromEntries(this.#shipments)));
  }

  /** How many parcels were taken. */
  get count(): number {
    return this.#shipments.size;
  }

  #ship(orderId: string, country: string, express: boolean): Answer {
    if (UNSERVED.includes(country)) {
      return refuse(422, "undeliverable", `The carrier does not go to ${country}`);
    }
    const number = `TRK-${String(this.#shipments.size + 1).padStart(6, "0")}`;
    this.#shipments.set(number, orderId);
    return { status: 201, body: { tracking_number: number, days: express ? 1 : 3 } };
  }
}
