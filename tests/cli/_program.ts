import { until } from "../_support/waiting.ts";

/** A folder of its own for a test; a root's embedded server, which runs as another user, may enter it. */
export async function makeFolder(
  files: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "tasker-cli-" });
  if (Deno.build.os !== "windows") await Deno.chmod(path, 0o755);
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(`${path}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The program `tasker` as a process of its own; killed at the end of the test if it still runs. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>[];
  #stdout = "";
  #stderr = "";

  /** Starts it. Of the caller's variables only those that Deno needs have an influence. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const main = new URL("../../cli/main.ts", import.meta.url).pathname;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", main, ...args],
      env: {
        DATABASE_URL: "",
        TASKER_LISTEN_URL: "",
        TASKER_ENV: "",
        TASKER_CONFIG_ROOT: "",
        TASKER_WEB_BIND_ADDRESS: "",
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reading = [
      collect(this.#child.stdout, (text) => this.#stdout += text),
      collect(this.#child.stderr, (text) => this.#stderr += text),
    ];
  }

  /** Process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Everything on standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Waits until it has printed an answer as JSON, which `start` and `worker` do when they are up. */
  async up<Answer>(): Promise<Answer> {
    let isOver = false;
    void this.#child.status.then(() => isOver = true);
    return await until(() => {
      if (this.#stdout.endsWith("}\n")) return JSON.parse(this.#stdout) as Answer;
      if (isOver) throw new Error(`The program ended:\n${this.#stdout}${this.#stderr}`);
    }, { deadlineMs: 60_000, what: "the program to be up" });
  }

  /** Sends it a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for its end; gives the exit status. */
  async ended(): Promise<number> {
    const { code } = await this.#child.status;
    await Promise.all(this.#reading);
    return code;
  }

  /** Kills it, if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.kill("SIGCONT");
      this.kill("SIGKILL");
    } catch {
      // it has ended
    }
    await this.ended();
  }
}

async function collect(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
  for await (
    const text of stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
  ) {
    add(text);
  }
}
