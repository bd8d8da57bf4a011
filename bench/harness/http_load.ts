/** A request that many clients send over and over. */
export interface LoadedRequest {
  /** Address. */
  readonly url: string;
  /** `GET` unless there is a body. */
  readonly body?: string;
  /** Headers besides those that go without saying. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How hard, and for how long. */
export interface LoadOptions {
  /** Connections, each with one request under way. */
  readonly connections: number;
  /** Seconds. */
  readonly seconds: number;
}

/** What came of it. */
export interface Load {
  /** What sent the requests. */
  readonly tool: "wrk" | "deno";
  /** Requests answered in a second. */
  readonly requestsPerSecond: number;
  /** Half of them took no longer, in milliseconds. */
  readonly p50Ms: number;
  /** All but one in a hundred took no longer. */
  readonly p99Ms: number;
  /** Answers that were not 2xx, and requests that failed. */
  readonly errors: number;
}

/** Tells wrk what to send, and to print its figures as JSON. */
function scriptOf({ body, headers }: LoadedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`
  );
  if (body !== undefined) lines.push('wrk.method = "POST"', `wrk.body = [==[${body}]==]`);
  return `${lines.join("\n")}
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\\n{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"errors":%d}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

/**
 * Sends a request over and over on many connections: by `wrk` where it is installed, which takes least of the processors that the
 * server needs, else from this process.
 *
 * @param request What to send.
 * @param options How hard, and for how long.
 */
export async function load(request: LoadedRequest, options: LoadOptions): Promise<Load> {
  return await hasWrk() ? await loadByWrk(request, options) : await loadFromHere(request, options);
}

async function hasWrk(): Promise<boolean> {
  try {
    await new Deno.Command("wrk", { args: ["--version"], stdout: "null", stderr: "null" }).output();
    return true;
  } catch {
    return false;
  }
}

async function loadByWrk(request: LoadedRequest, { connections, seconds }: LoadOptions): Promise<Load> {
  const script = await Deno.makeTempFile({ suffix: ".lua" });
  try {
    await Deno.writeTextFile(script, scriptOf(request));
    const { stdout, stderr } = await new Deno.Command("wrk", {
      args: ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", script, request.url],
    }).output();
    const text = new TextDecoder().decode(stdout);
    const line = text.split("\n").find((line) => line.startsWith("{"));
    if (line === undefined) throw new Error(`wrk failed: ${text}${new TextDecoder().decode(stderr)}`);
    const { requests, micros, p50, p99, errors } = JSON.parse(line);
    return {
      tool: "wrk",
      requestsPerSecond: requests / micros * 1e6,
      p50Ms: p50 / 1000,
      p99Ms: p99 / 1000,
      errors,
    };
  } finally {
    await Deno.remove(script);
  }
}

async function loadFromHere(
  { url, body, headers }: LoadedRequest,
  { connections, seconds }: LoadOptions,
): Promise<Load> {
  const init = body === undefined ? { headers } : { method: "POST", body, headers };
  const startedAtMs = performance.now();
  const untilMs = startedAtMs + seconds * 1000;
  const samples: number[] = [];
  let errors = 0;
  const work = async () => {
    while (performance.now() < untilMs) {
      const sentAtMs = performance.now();
      const response = await fetch(url, init);
      await response.body?.cancel();
      samples.push(performance.now() - sentAtMs);
      if (!response.ok) errors += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  const tookMs = performance.now() - startedAtMs;
  samples.sort((a, b) => a - b);
  const at = (share: number) =>
    samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? 0;
  return {
    tool: "deno",
    requestsPerSecond: samples.length / tookMs * 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    errors,
  };
}
