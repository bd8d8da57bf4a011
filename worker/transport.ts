import type { Sql } from "postgres";
import type { Claim } from "../orchestration/calls/claim.ts";
import type { Works } from "../orchestration/calls/works.ts";

/** What a claim brought. */
export interface Offer {
  /** Steps to run. */
  readonly claims: readonly Claim[];
  /** Whether more may be ready: the claim ended at its limit. */
  readonly isMore: boolean;
}

/** How a worker learns of ready steps. The claim decides in every case; a lost or doubled hint does no harm. */
export interface Transport {
  /** Channels to listen on. */
  readonly channels: readonly string[];
  /** Whether somebody must be told that this worker waits for notifications; else they are sent always. */
  readonly announcesIdleness: boolean;
  /** Whether a notification says that there may be steps for this worker. */
  concerns(channel: string, payload: string): boolean;
  /**
   * Claims steps.
   *
   * @param sql Connection to call on.
   * @param limit Most to claim.
   * @returns The steps, and whether there may be more.
   */
  claim(sql: Sql, limit: number): Promise<Offer>;
}

/** Whom a transport claims for. */
export interface TransportOptions {
  /** The worker. */
  readonly workerUuid: string;
  /** Whose steps it runs. */
  readonly namespaces: readonly string[];
  /** Length of a lease, in seconds. */
  readonly leaseSeconds: number;
  /** Works of its database. */
  readonly works: Works;
}
