/** One message of PostgreSQL's protocol. */
export interface Frame {
  /** Its letter; empty for the first message of a client, which has none. */
  readonly type: string;
  /** All of it, as it was sent. */
  readonly bytes: Uint8Array;
  /** What follows its length. */
  readonly body: Uint8Array;
}

/** Cuts what one side of a connection sends into messages. */
export class Frames {
  #rest = new Uint8Array(0);
  #isTagged: boolean;

  /** @param from Who sends: the first message of a client has no letter. */
  constructor(from: "client" | "server") {
    this.#isTagged = from === "server";
  }

  /** Gives the messages that a chunk completes. */
  *push(chunk: Uint8Array): Generator<Frame> {
    this.#rest = joined(this.#rest, chunk);
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) yield frame;
  }

  #next(): Frame | undefined {
    const tagSize = this.#isTagged ? 1 : 0;
    if (this.#rest.length < tagSize + 4) return undefined;
    const view = new DataView(this.#rest.buffer, this.#rest.byteOffset);
    const size = tagSize + view.getInt32(tagSize);
    if (this.#rest.length < size) return undefined;
    const bytes = this.#rest.slice(0, size);
    this.#rest = this.#rest.subarray(size);
    this.#isTagged = true;
    return {
      type: tagSize === 1 ? String.fromCharCode(bytes[0] ?? 0) : "",
      bytes,
      body: bytes.subarray(tagSize + 4),
    };
  }
}

/** The texts, each ended by a zero, that a message's body begins with. */
export function textsOf(body: Uint8Array, count = Infinity): string[] {
  const texts: string[] = [];
  for (let start = 0; texts.length < count;) {
    const end = body.indexOf(0, start);
    if (end < 0) break;
    texts.push(new TextDecoder().decode(body.subarray(start, end)));
    start = end + 1;
  }
  return texts;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
