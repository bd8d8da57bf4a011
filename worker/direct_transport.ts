import type { Sql } from "postgres";
import { claimSteps } from "../orchestration/calls/claim_steps.ts";
import type { Offer, Transport, TransportOptions } from "./transport.ts";

/** A notification when steps become ready while somebody waits; `claim_steps` gives them. */
export class DirectTransport implements Transport {
  /** Channels to listen on. */
  readonly channels = ["tasker_ready"];
  /** Notifications are sent only to workers that said they wait. */
  readonly announcesIdleness = true;
  readonly #options: TransportOptions;

  /** Makes the transport of a worker. */
  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** The payload is a namespace. */
  concerns(_channel: string, payload: string): boolean {
    return this.#options.namespaces.includes(payload);
  }

  /** Claims the oldest and most urgent steps. */
  async claim(sql: Sql, limit: number): Promise<Offer> {
    const claims = await claimSteps(sql, { ...this.#options, limit });
    return { claims, isMore: claims.length >= limit };
  }
}
