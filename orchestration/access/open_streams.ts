/** Longest that a timer may be set, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Whose stream it is. */
export interface StreamCredential {
  /** What the credential is forgotten by when it is revoked. */
  readonly tag: string;
  /** How long it is good for, in seconds. */
  readonly lifeSeconds: number;
}

/**
 * Ends streams of events with the credential that they were opened with: when it expires, and when it is revoked. The client comes
 * again, is asked who it is, and goes on where it was.
 */
export class OpenStreams {
  readonly #ends = new Map<string, Set<() => void>>();

  /**
   * Gives the same answer, its body ended with the credential.
   *
   * @param response An answer that does not end by itself.
   * @param credential What it was asked with.
   */
  watch(response: Response, { tag, lifeSeconds }: StreamCredential): Response {
    if (response.body === null) return response;
    const reader = response.body.getReader();
    const ends = this.#ends.get(tag) ?? new Set();
    this.#ends.set(tag, ends);
    let isOver = false;
    const close = () => {
      isOver = true;
      clearTimeout(timer);
      ends.delete(end);
      if (ends.size === 0 && this.#ends.get(tag) === ends) this.#ends.delete(tag);
    };
    const end = () => {
      close();
      reader.cancel().catch(() => {}); // then the read under way tells its end
    };
    const timer = setTimeout(end, Math.max(0, Math.min(lifeSeconds * 1000, MAX_TIMER_MS)));
    ends.add(end);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await reader.read();
        if (!done && !isOver) return controller.enqueue(value);
        close();
        controller.close();
      },
      async cancel(reason) {
        close();
        await reader.cancel(reason);
      },
    }, { highWaterMark: 0 });
    return new Response(body, response);
  }

  /** Ends the streams of a credential; all of them for an empty tag, when nobody knows what changed. */
  end(tag: string): void {
    const chosen = tag === "" ? [...this.#ends.values()] : [this.#ends.get(tag) ?? new Set<() => void>()];
    for (const ends of chosen) for (const end of [...ends]) end();
  }
}
