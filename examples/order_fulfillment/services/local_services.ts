import type { ServiceUrls } from "../clients/service_urls.ts";
import { Inventory } from "./inventory.ts";
import { PaymentGateway, type PaymentGatewayOptions } from "./payments.ts";
import { Shipping } from "./shipping.ts";

/** Inventory, payment gateway and shipping, each an HTTP server on a loopback port of its own. */
export class LocalServices implements AsyncDisposable {
  /** The warehouse. */
  readonly inventory: Inventory;
  /** The payment gateway. */
  readonly payments: PaymentGateway;
  /** The carrier. */
  readonly shipping: Shipping = new Shipping();
  /** Where they are. */
  readonly urls: ServiceUrls;
  readonly #servers: readonly Deno.HttpServer<Deno.NetAddr>[];

  /**
   * Starts them. They do not keep a process alive.
   *
   * @param stock What the warehouse holds, by sku.
   * @param options How the gateway behaves.
   */
  constructor(stock: ReadonlyMap<string, number>, options: PaymentGatewayOptions = {}) {
    this.inventory = new Inventory(stock);
    this.payments = new PaymentGateway(options);
    const [inventory, payments, shipping] = [this.inventory, this.payments, this.shipping].map(({ app }) =>
      Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch)
    ) as [Deno.HttpServer<Deno.NetAddr>, Deno.HttpServer<Deno.NetAddr>, Deno.HttpServer<Deno.NetAddr>];
    this.#servers = [inventory, payments, shipping];
    for (const server of this.#servers) server.unref();
    this.urls = { inventory: urlOf(inventory), payments: urlOf(payments), shipping: urlOf(shipping) };
  }

  /** Stops them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.shutdown()));
  }
}

function urlOf(server: Deno.HttpServer<Deno.NetAddr>): string {
  return `http://127.0.0.1:${server.addr.port}`;
}
