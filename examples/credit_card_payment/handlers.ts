import { PermanentError, type StepContext, StepHandler } from "../../mod.ts";
import type { Shop } from "../order_fulfillment/clients/shop.ts";

/** What the template's input schema lets through. */
export interface Payment {
  /** The caller's name for it. */
  readonly payment_ref: string;
  /** How much, in cents. */
  readonly amount_cents: number;
  /** Of which money. */
  readonly currency: "EUR" | "USD";
  /** Token of the card. */
  readonly card: string;
}

/** Results of earlier steps, as later ones see them. */
interface Results {
  readonly validate_payment: { readonly amount_cents: number };
  readonly check_fraud: { readonly score: number };
  readonly authorize_payment: { readonly authorization: string };
  readonly capture_payment: { readonly captured_cents: number };
}

type After<Step extends keyof Results> = Pick<Results, Step>;

/** Refuses amounts below `minimum_cents` of its configuration. */
export class ValidatePayment extends StepHandler<Payment, After<never>, Results["validate_payment"]> {
  /** Does the work. */
  process({ input, config }: StepContext<Payment, After<never>>): Results["validate_payment"] {
    const minimum = Number(config.minimum_cents ?? 1);
    if (input.amount_cents >= minimum) return { amount_cents: input.amount_cents };
    throw new PermanentError(`Payments begin at ${minimum} cents`, { errorCode: "amount_too_small" });
  }
}

/** Scores a payment from 0 to 100, and stops what scores 100. */
export class CheckFraud
  extends StepHandler<Payment, After<"validate_payment">, Results["check_fraud"], number> {
  /** Does the work. */
  process({ results, config }: StepContext<Payment, After<"validate_payment">>): number {
    const limit = Number(config.review_above_cents ?? Infinity);
    return Math.min(100, Math.floor(100 * results.validate_payment.amount_cents / limit));
  }

  /** Makes the result. */
  override processResults(_context: unknown, score: number): Results["check_fraud"] {
    if (score === 100) {
      throw new PermanentError("This payment needs a review", { errorCode: "suspected_fraud" });
    }
    return { score };
  }
}

/** Reserves the amount on the card. */
export class AuthorizePayment
  extends StepHandler<Payment, After<"validate_payment" | "check_fraud">, Results["authorize_payment"]> {
  /** Does the work. */
  process({ idempotencyKey }: StepContext<Payment>): Results["authorize_payment"] {
    return { authorization: `auth_${idempotencyKey}` };
  }
}

/** What the payment gateway answers. */
type Captured = Awaited<ReturnType<Shop["capture"]>>;

/** Takes the money. Holds a client: one instance serves every attempt. */
export class CapturePayment
  extends StepHandler<Payment, After<"authorize_payment">, Results["capture_payment"], Captured> {
  readonly #shop: Shop;

  /** Makes a handler that talks to the shop's payment gateway. */
  constructor(shop: Shop) {
    super();
    this.#shop = shop;
  }

  /** Does the work. */
  process(context: StepContext<Payment, After<"authorize_payment">>): Promise<Captured> {
    return this.#shop.capture(context.input.card, context.input.amount_cents, context);
  }

  /** Makes the result. */
  override processResults(_context: unknown, { captured_cents }: Captured): Results["capture_payment"] {
    return { captured_cents };
  }
}

/** Writes what the customer gets to read. */
export class SendConfirmation
  extends StepHandler<Payment, After<"capture_payment">, { readonly text: string }> {
  /** Does the work. */
  process({ input, results }: StepContext<Payment, After<"capture_payment">>): { text: string } {
    const amount = (results.capture_payment.captured_cents / 100).toFixed(2);
    return { text: `We received ${amount} ${input.currency} for ${input.payment_ref}.` };
  }
}

/**
 * The handlers by the names that `credit_card_payment.yaml` gives them.
 *
 * @param shop Whose payment gateway takes the money.
 * @returns Classes, which the worker makes once, and an instance.
 */
export function paymentHandlers(shop: Shop) {
  return {
    "payments.ValidatePayment": ValidatePayment,
    "payments.CheckFraud": CheckFraud,
    "payments.AuthorizePayment": AuthorizePayment,
    "payments.CapturePayment": new CapturePayment(shop),
    "payments.SendConfirmation": SendConfirmation,
  };
}
