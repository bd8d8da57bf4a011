import type { OrderItem } from "../order.ts";
import { type Attempt, request } from "./request.ts";
import type { ServiceUrls } from "./service_urls.ts";

/** Calls the services that fulfil an order. Every call may be repeated with the same attempt's key. */
export class Shop {
  readonly #urls: () => ServiceUrls;

  /** Makes a client; the services are looked up at each call. */
  constructor(urls: () => ServiceUrls) {
    this.#urls = urls;
  }

  /** Takes an order's items from the stock, all or none. */
  reserve(items: readonly OrderItem[], attempt: Attempt): Promise<{ reservation_id: string }> {
    return request("POST", `${this.#urls().inventory}/reservations`, attempt, { items });
  }

  /** Puts reserved items back. */
  async release(reservationId: string, attempt: Attempt): Promise<void> {
    await request("DELETE", `${this.#urls().inventory}/reservations/${reservationId}`, attempt);
  }

  /** Lets reserved items go. */
  async handOver(reservationId: string, attempt: Attempt): Promise<void> {
    await request("POST", `${this.#urls().inventory}/reservations/${reservationId}/ship`, attempt);
  }

  /** Takes money from a card. */
  capture(
    card: string,
    amountCents: number,
    attempt: Attempt,
  ): Promise<{ payment_id: string; captured_cents: number }> {
    return request("POST", `${this.#urls().payments}/payments`, attempt, { card, amount_cents: amountCents });
  }

  /** Gives money back, or makes sure that it never is taken. */
  async giveBack(paymentId: string, attempt: Attempt): Promise<void> {
    await request("DELETE", `${this.#urls().payments}/payments/${paymentId}`, attempt);
  }

  /** Sends the parcel. */
  ship(
    parcel: { order_id: string; country: string; express: boolean },
    attempt: Attempt,
  ): Promise<{ tracking_number: string; days: number }> {
    return request("POST", `${this.#urls().shipping}/shipments`, attempt, parcel);
  }
}
