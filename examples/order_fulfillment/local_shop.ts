import { initialStock } from "./catalogue.ts";
import type { ServiceUrls } from "./clients/service_urls.ts";
import { Shop } from "./clients/shop.ts";
import { LocalServices } from "./services/local_services.ts";

let urls: ServiceUrls | undefined;

/**
 * Works with the services of `EXAMPLE_SERVICES_URL` (`<url>/inventory`, `<url>/payments`, `<url>/shipping`), or else
 * with some of this process's own, started when the first order comes: a warehouse for 300,000 orders.
 */
export const localShop: Shop = new Shop(() => urls ??= findServices());

function findServices(): ServiceUrls {
  const base = Deno.env.get("EXAMPLE_SERVICES_URL");
  if (base === undefined) return new LocalServices(initialStock(1000)).urls;
  return { inventory: `${base}/inventory`, payments: `${base}/payments`, shipping: `${base}/shipping` };
}
