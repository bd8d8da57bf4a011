/** What one part of a process wants to hear of the database's notifications. */
export interface Subscription {
  /** Channels, and what to do with each notification's payload. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Called whenever somebody listens anew: what came before was missed. */
  readonly onListening: () => void;
}

/**
 * Makes one subscription of several, for one session that listens for all of them. Several may want the same channel.
 *
 * @param subscriptions What the parts want to hear.
 */
export function together(subscriptions: readonly Subscription[]): Subscription {
  const channels: Record<string, (payload: string) => void> = {};
  for (const [channel, hear] of subscriptions.flatMap((each) => Object.entries(each.channels))) {
    const before = channels[channel];
    channels[channel] = before === undefined ? hear : (payload) => (before(payload), hear(payload));
  }
  return { channels, onListening: () => subscriptions.forEach(({ onListening }) => onListening()) };
}
