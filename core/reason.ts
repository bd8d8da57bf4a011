/** One reason why a step is not running, or who runs it. */
export interface Reason {
  /** The step. */
  readonly stepUuid: string;
  /** Its name. */
  readonly stepName: string;
  /** Its state. */
  readonly state: string;
  /**
   * `start_time`, `missing_parent`, `failed_parent`, `retry_time`, `deferred`, `no_worker`, `no_handler`, `queued`,
   * `leased`, `orchestrator` or `failed`.
   */
  readonly reason: string;
  /** The same in words. */
  readonly detail: string;
  /** When that ends, as far as is known; of a failure: when it was. ISO 8601. */
  readonly until: string | null;
}
