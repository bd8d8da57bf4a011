/** Where the services that fulfil orders are. */
export interface ServiceUrls {
  /** The warehouse. */
  readonly inventory: string;
  /** The payment gateway. */
  readonly payments: string;
  /** The carrier. */
  readonly shipping: string;
}
