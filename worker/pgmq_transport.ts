import type { Sql } from "postgres";
import type { Claim } from "../orchestration/calls/claim.ts";
import { claimAnnouncedSteps } from "../orchestration/calls/claim_announced_steps.ts";
import { claimSteps } from "../orchestration/calls/claim_steps.ts";
import { deleteMessages } from "../orchestration/calls/delete_messages.ts";
import { listSpentAnnouncements } from "../orchestration/calls/list_spent_announcements.ts";
import { type Message, readMessages } from "../orchestration/calls/read_messages.ts";
import { TaskerError } from "../core/errors.ts";
import { isUuid } from "../core/ids.ts";
import type { Offer, Transport, TransportOptions } from "./transport.ts";

/** Seconds for which a message is hidden from other workers while its step is claimed. */
const VISIBILITY_TIMEOUT_SECONDS = 5;

/** Readings after which a message is dropped whose step this worker cannot run. */
const MAX_READINGS = 5;

/**
 * A message on the namespace's queue for each ready step; the worker claims just the steps it read of. A message goes
 * when its step is claimed or nobody can claim it any more; one that names a step this worker cannot run becomes visible
 * again for others.
 */
export class PgmqTransport implements Transport {
  /** Channels to listen on: one for each namespace. */
  readonly channels: readonly string[];
  /** Every message is notified. */
  readonly announcesIdleness = false;
  readonly #options: TransportOptions;

  /** Makes the transport of a worker. */
  constructor(options: TransportOptions) {
    this.#options = options;
    this.channels = options.namespaces.map((namespace) => `pgmq_message_ready.${namespace}`);
  }

  /** The channel names the namespace. */
  concerns(channel: string): boolean {
    return this.channels.includes(channel);
  }

  /** Claims steps that messages name; without messages, whatever is ready: it was announced before this worker came. */
  async claim(sql: Sql, limit: number): Promise<Offer> {
    const claims: Claim[] = [];
    let readCount = 0;
    for (const namespace of this.#options.namespaces) {
      const queue = `worker_${namespace}_queue`;
      const messages = await this.#read(sql, queue, limit - readCount);
      readCount += messages.length;
      if (messages.length > 0) claims.push(...await this.#claimRead(sql, queue, messages));
      if (readCount >= limit) return { claims, isMore: true };
    }
    if (readCount > 0) return { claims, isMore: false };
    const unannounced = await claimSteps(sql, { ...this.#options, limit });
    return { claims: unannounced, isMore: unannounced.length >= limit };
  }

  async #read(sql: Sql, queue: string, limit: number): Promise<Message[]> {
    try {
      const visibilityTimeoutSeconds = VISIBILITY_TIMEOUT_SECONDS;
      return await readMessages(sql, { queue, visibilityTimeoutSeconds, limit });
    } catch (error) {
      if (error instanceof TaskerError && error.code === "TK105") return [];
      throw error;
    }
  }

  async #claimRead(sql: Sql, queue: string, messages: readonly Message[]): Promise<Claim[]> {
    const stepUuids = messages.map(stepUuidOf).filter((stepUuid) => stepUuid !== undefined);
    const claims = await claimAnnouncedSteps(sql, { ...this.#options, stepUuids });
    const settledSteps = new Set(claims.map(({ stepUuid }) => stepUuid));
    const others = stepUuids.filter((stepUuid) => !settledSteps.has(stepUuid));
    if (others.length > 0) {
      for (const stepUuid of await listSpentAnnouncements(sql, others)) settledSteps.add(stepUuid);
    }
    const settled = messages.filter((message) => {
      const stepUuid = stepUuidOf(message);
      return stepUuid === undefined || settledSteps.has(stepUuid) || message.readCount >= MAX_READINGS;
    });
    if (settled.length > 0) await deleteMessages(sql, queue, settled.map(({ id }) => id));
    return claims;
  }
}

function stepUuidOf({ body }: Message): string | undefined {
  if (typeof body !== "object" || body === null || !("step_uuid" in body)) return undefined;
  return isUuid(body.step_uuid) ? body.step_uuid : undefined;
}
