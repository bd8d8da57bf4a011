/** Something that runs until it is told to stop. */
export interface Service extends AsyncDisposable {
  /** Starts it; resolves when it is up. Calling it again changes nothing. */
  start(): Promise<void>;
  /** Stops it; resolves when its work is done or handed back. Calling it again, or before `start()`, changes nothing. */
  stop(): Promise<void>;
}

/** A {@linkcode Service} whose `start()` and `stop()` may be called twice, at once, or out of order. */
export abstract class ManagedService implements Service {
  #running: Promise<void> | undefined;
  #stopping: Promise<void> = Promise.resolve();

  /** Brings it up. When it fails, `down()` is called. */
  protected abstract up(): Promise<void>;
  /** Takes it down, as far as it was brought up; must not throw. */
  protected abstract down(): Promise<void>;

  /** Starts it; resolves when it is up. Calling it again changes nothing. */
  start(): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    const running = this.#running = this.#rise();
    running.catch(() => {
      if (this.#running === running) this.#running = undefined; // else it was stopped, and perhaps started again
    });
    return running;
  }

  /** Stops it; resolves when its work is done or handed back. Calling it again, or before `start()`, changes nothing. */
  stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return this.#stopping;
    this.#running = undefined;
    return this.#stopping = running.then(() => this.down(), () => {});
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #rise(): Promise<void> {
    await this.#stopping;
    try {
      await this.up();
    } catch (error) {
      await this.down();
      throw error;
    }
  }
}
