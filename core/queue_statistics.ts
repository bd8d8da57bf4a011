/** How full a queue is. */
export interface QueueStatistics {
  /** Name of the queue. */
  readonly queue: string;
  /** Messages in it. */
  readonly length: number;
  /** Messages that can be read now. */
  readonly visibleLength: number;
  /** Age of the oldest in seconds; null when it is empty. */
  readonly oldestSeconds: number | null;
}
