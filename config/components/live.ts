import { z } from "zod";

/** How clients follow events. */
export interface LiveConfig {
  /** Streams that may be open at the same time; further ones are answered with 503: 1 to 100000. */
  readonly maxStreams: number;
  /** Bytes that may wait for one client; more, and it is cut off: 1024 to 16777216. */
  readonly bufferBytes: number;
  /** Time between signs of life on a stream: seconds, 1 to 300. */
  readonly heartbeatSeconds: number;
  /** How long a stream lasts before the client has to connect again: seconds, 1 to 86400. */
  readonly longestSeconds: number;
}

/** Rules of `[web.live]`. */
export const liveSchema = z.strictObject({
  max_streams: z.int().min(1).max(100_000).meta({ unit: "streams" })
    .describe("Streams of events that may be open at the same time; further ones are answered with 503"),
  buffer_bytes: z.int().min(1024).max(16_777_216).meta({ unit: "bytes" })
    .describe(
      "What may wait for one client that reads slowly; more, and it is cut off and goes on with a new stream",
    ),
  heartbeat_seconds: z.int().min(1).max(300).meta({ unit: "s" })
    .describe("Time between signs of life on a stream"),
  longest_seconds: z.int().min(1).max(86_400).meta({ unit: "s" })
    .describe(
      "How long a stream lasts before its client has to connect again, and its credential is looked at again",
    ),
});
