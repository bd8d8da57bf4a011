/** An event of a stream. Source: WHATWG HTML §9.2. */
export interface ServerEvent {
  /** Its kind; `message` unless the server names one. */
  readonly event: string;
  /** The last id that the server gave; empty when it gave none. */
  readonly id: string;
  /** Its text. */
  readonly data: string;
}

/**
 * Reads a stream of `text/event-stream`. Heartbeats, which are comments, show as events named `heartbeat` without data.
 *
 * @param body The stream; it is cancelled when the reader is done with it.
 * @returns The events as they come.
 */
export async function* readServerEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let [rest, id, event] = ["", "", ""];
  let data: string[] = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      // A lone CR at the end may be the first half of CR LF.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0) yield { event: event || "message", id, data: data.join("\n") };
          [event, data] = ["", []];
        } else if (line.startsWith(":")) {
          yield { event: "heartbeat", id, data: "" };
        } else {
          const [name, text] = fieldOf(line);
          if (name === "data") data.push(text);
          else if (name === "event") event = text;
          else if (name === "id" && !text.includes("\0")) id = text;
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function fieldOf(line: string): [string, string] {
  const at = line.indexOf(":");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, "")];
}
