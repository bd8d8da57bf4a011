import type { Sql } from "postgres";
import { TaskerError } from "../../core/errors.ts";
import { ManagedService } from "../../core/service.ts";
import { Channel } from "./channel.ts";
import type { Command, CommandValues } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { handle } from "./handlers.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type Counters, Stats } from "./stats.ts";

/** A command that waits, and who waits for its outcome. */
interface Entry {
  readonly command: Command;
  readonly answer: (outcome: Outcome<never>) => void;
}

/** Options for {@linkcode CommandProcessor}. */
export interface CommandProcessorOptions {
  /** Pool to call on. */
  readonly sql: Sql;
  /** Identity of the orchestrator: UUID text. */
  readonly processorUuid: string;
  /** Commands that may wait: 1 to 100000. */
  readonly bufferSize: number;
  /** Commands done at the same time, 1 or more. */
  readonly consumers: number;
  /** How long a read message stays hidden: seconds, 1 to 3600. */
  readonly visibilityTimeoutSeconds: number;
  /** Reads of a message before it is archived: 1 to 1000. */
  readonly maxReceiveCount: number;
  /** Called by the command `Shutdown`, after which nothing more is let in. */
  readonly onShutdown: () => void;
}

/** Does commands, several at the same time, from a channel of limited length. */
export class CommandProcessor extends ManagedService {
  readonly #options: CommandProcessorOptions;
  readonly #stats = new Stats();
  readonly #context: CommandContext;
  #channel: Channel<Entry>;
  #consumers: Promise<void>[] = [];
  #active = 0;

  /** Makes a processor; commands sent before `start()` wait. */
  constructor(options: CommandProcessorOptions) {
    super();
    this.#options = options;
    this.#channel = new Channel(options.bufferSize);
    this.#context = {
      ...options,
      stats: this.#stats,
      activeProcessors: () => this.#active,
      close: () => {
        this.#channel.close();
        options.onShutdown();
      },
    };
  }

  /** Share of the channel that is taken, 0 to 1. */
  get saturation(): number {
    return this.#channel.saturation;
  }

  /** Whether commands are taken. */
  get isOpen(): boolean {
    return !this.#channel.isClosed;
  }

  /** What was done so far. */
  get counters(): Readonly<Counters> {
    return this.#stats.counters;
  }

  /**
   * Asks for a command, and waits until it was done.
   *
   * @param command What to do.
   * @returns How it ended; a failure is an outcome, not an exception.
   * @throws {TaskerError} `TK510` when too many commands wait; `TK503` after `stop()`.
   */
  async send<C extends Command>(command: C): Promise<Outcome<CommandValues[C["kind"]]>> {
    const { entry, outcome } = this.#entry(command);
    if (!this.#channel.offer(entry)) throw this.#refusal(command);
    return await outcome;
  }

  /**
   * Asks for a command like {@linkcode CommandProcessor.send}, but waits for room first.
   *
   * @param command What to do.
   * @throws {TaskerError} `TK503` after `stop()`.
   */
  async sendPatiently<C extends Command>(command: C): Promise<Outcome<CommandValues[C["kind"]]>> {
    const { entry, outcome } = this.#entry(command);
    if (!await this.#channel.put(entry)) throw this.#refusal(command);
    return await outcome;
  }

  /** Begins to consume. */
  protected override up(): Promise<void> {
    if (this.#channel.isClosed) this.#channel = new Channel(this.#options.bufferSize);
    this.#consumers = Array.from({ length: this.#options.consumers }, () => this.#consume(this.#channel));
    return Promise.resolve();
  }

  /** Lets nothing more in, and does what waits. */
  protected override async down(): Promise<void> {
    this.#channel.close();
    await Promise.all(this.#consumers);
  }

  async #consume(channel: Channel<Entry>): Promise<void> {
    for (let entry = await channel.take(); entry !== undefined; entry = await channel.take()) {
      this.#active += 1;
      try {
        entry.answer(await handle(this.#context, entry.command) as Outcome<never>);
      } catch (error) {
        this.#stats.add("processingErrors");
        entry.answer(failed(error));
      } finally {
        this.#active -= 1;
      }
    }
  }

  #entry<C extends Command>(command: C): {
    readonly entry: Entry;
    readonly outcome: Promise<Outcome<CommandValues[C["kind"]]>>;
  } {
    const { promise, resolve } = Promise.withResolvers<Outcome<CommandValues[C["kind"]]>>();
    return { entry: { command, answer: resolve }, outcome: promise };
  }

  #refusal({ kind }: Command): TaskerError {
    if (this.#channel.isClosed) {
      return new TaskerError("TK503", `Cannot do ${kind}: the orchestrator is stopping`);
    }
    return new TaskerError("TK510", `Cannot do ${kind}: ${this.#channel.capacity} commands wait already`, {
      hint: "Try again in a moment, or raise orchestration.command_buffer_size.",
      retryAfterSeconds: 30,
    });
  }
}
