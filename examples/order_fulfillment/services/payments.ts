import { Hono } from "hono";
import { type Answer, Answers, keyOf, refuse, send } from "./answers.ts";

/** A payment: money taken, or never to be taken again. */
interface Payment {
  readonly amountCents: number;
  state: "captured" | "given back";
}

/** Options for {@linkcode PaymentGateway}. */
export interface PaymentGatewayOptions {
  /**
   * What a 503 says in its `Retry-After`, in seconds.
   *
   * @default {1}
   */
  readonly retryAfterSeconds?: number;
}

/**
 * The payment gateway: `POST /payments`, `DELETE /payments/:key`, `GET /totals`. The card decides how it behaves:
 * `tok_declined` is declined, `tok_flaky` works at the second request, `tok_outage` never, any other at once.
 * Money is captured once for an `Idempotency-Key`; a key that was given back never captures again.
 */
export class PaymentGateway {
  /** Answers requests. */
  readonly app: Hono = new Hono();
  readonly #retryAfterSeconds: number;
  readonly #payments = new Map<string, Payment>();
  readonly #outages = new Set<string>();
  readonly #answers = new Answers();

  /** Opens a gateway that no one has paid through yet. */
  constructor(options: PaymentGatewayOptions = {}) {
    this.#retryAfterSeconds = options.retryAfterSeconds ?? 1;
    this.app.post("/payments", async (context) => {
      const { card, amount_cents } = await context.req.json<{ card: string; amount_cents: number }>();
      const key = keyOf(context);
      if (this.#payments.get(key)?.state === "given back") {
        return send(context, refuse(409, "payment_void", `Payment "${key}" was given back before`));
      }
      return send(context, this.#answers.once(key, () => this.#capture(key, card, amount_cents)));
    });
    this.app.delete("/payments/:key", (context) => send(context, this.#giveBack(context.req.param("key"))));
    this.app.get(
      "/totals",
      (context) => context.json({ captured_cents: this.capturedCents, refunded_cents: this.refundedCents }),
    );
  }

  /** Money that was taken and not given back, in cents. */
  get capturedCents(): number {
    return this.#sum("captured");
  }

  /** Money that was taken and given back, in cents. */
  get refundedCents(): number {
    return this.#sum("given back");
  }

  #capture(key: string, card: string, amountCents: number): Answer {
    if (card === "tok_declined") return refuse(402, "card_declined", "The bank declined the card");
    if (card === "tok_outage" || (card === "tok_flaky" && !this.#outages.has(key))) {
      this.#outages.add(key);
      const busy = refuse(503, "gateway_unavailable", "The gateway is overloaded");
      return { ...busy, retryAfterSeconds: this.#retryAfterSeconds };
    }
    this.#payments.set(key, { amountCents, state: "captured" });
    return { status: 201, body: { payment_id: key, captured_cents: amountCents } };
  }

  #giveBack(key: string): Answer {
    const payment = this.#payments.get(key);
    if (payment === undefined) this.#payments.set(key, { amountCents: 0, state: "given back" });
    else payment.state = "given back";
    return { status: 200, body: { payment_id: key } };
  }

  #sum(state: Payment["state"]): number {
    return [...this.#payments.values()]
      .filter((payment) => payment.state === state)
      .reduce((sum, { amountCents }) => sum + amountCents, 0);
  }
}
