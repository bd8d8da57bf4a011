/** Where a command's text goes: the process's own streams, or a test's. */
export interface Terminal {
  /** Writes to standard output. */
  write(text: string): void;
  /** Writes to standard error. */
  writeError(text: string): void;
  /** Whether a person sees standard output. */
  readonly isTerminal: boolean;
  /** Whether a person sees standard error. */
  readonly isErrorTerminal: boolean;
  /** Characters in a line; `Infinity` when standard output is no terminal. */
  readonly columns: number;
}

/** The streams of this process. */
export function processTerminal(): Terminal {
  const isTerminal = Deno.stdout.isTerminal();
  return {
    write: (text) => writeAll(Deno.stdout, text),
    writeError: (text) => writeAll(Deno.stderr, text),
    isTerminal,
    isErrorTerminal: Deno.stderr.isTerminal(),
    get columns() {
      return isTerminal ? columnsOf() : Infinity;
    },
  };
}

const ENCODER = new TextEncoder();

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = ENCODER.encode(text);
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}

function columnsOf(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
