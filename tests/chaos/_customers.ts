import type { Sql } from "postgres";
import type { TaskRequest } from "../../core/wire.ts";
import { toSnakeCase } from "../../core/case.ts";
import { createTasks, requestsText } from "../../orchestration/calls/create_tasks.ts";
import { connect } from "../../sql/connect.ts";
import type { Accepted } from "./_judge.ts";
import type { Random } from "./_random.ts";
import { elapsed } from "./_rest.ts";
import { NAMESPACE, type Order, SHAPES } from "./_work.ts";

/** Ways in which a task can be asked for. */
const DOORS = ["create_tasks", "request_tasks", "http"] as const;

/** How long an answer is waited for, before the same is asked again: milliseconds. */
const PATIENCE_MS = 6_000;

/** Options for {@linkcode Customers}. */
export interface CustomersOptions {
  /** Where their choices come from. */
  readonly random: Random;
  /** The database, as they reach it. */
  readonly url: string;
  /** Addresses of the API. */
  readonly apis: readonly [string, ...string[]];
  /** Tasks that they ask for in all. */
  readonly count: number;
  /** Time over which they ask, in milliseconds. */
  readonly durationMs: number;
}

/** Those who ask for tasks: each request again and again, under one key, until it is accepted. */
export class Customers {
  /** Requests that were accepted, by number. */
  readonly accepted = new Map<number, Accepted>();
  readonly #options: CustomersOptions;
  #repeats = 0;

  /** Makes them; `run()` lets them ask. */
  constructor(options: CustomersOptions) {
    this.#options = options;
  }

  /** Requests that had no clear answer and were made again. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Asks for everything; resolves when all of it is accepted. */
  async run(): Promise<void> {
    const { random, count, durationMs } = this.#options;
    const asking: Promise<void>[] = [];
    for (let next = 1; next <= count;) {
      const size = Math.min(random.int(1, 40), count - next + 1);
      const orders = Array.from({ length: size }, (_, place) => this.#order(next + place));
      const [door, api] = [random.pick(DOORS), random.pick(this.#options.apis)];
      asking.push(this.#askUntilAccepted(orders, door, api));
      next += size;
      await elapsed(durationMs * size / count);
    }
    await Promise.all(asking);
  }

  #order(number: number): Order & { readonly name: string } {
    const { random } = this.#options;
    const names = Object.keys(SHAPES) as [string, ...string[]];
    const name = random.pick(names);
    const steps = Object.keys(SHAPES[name] ?? {}) as [string, ...string[]];
    return {
      number,
      name,
      takesMs: random.chance(0.03) ? random.int(500, 4_000) : random.int(0, 40),
      fails: random.chance(0.2) ? { [random.pick(steps)]: random.int(1, 3) } : {},
      ...(random.chance(0.05) && { dooms: random.pick(steps) }),
    };
  }

  async #askUntilAccepted(
    orders: readonly (Order & { readonly name: string })[],
    door: typeof DOORS[number],
    api: string,
  ): Promise<void> {
    const requests = orders.map(requestOf);
    for (;;) {
      try {
        await (door === "http" ? askByHttp(api, requests) : this.#askBySql(door, requests));
        break;
      } catch {
        this.#repeats += 1;
        await elapsed(200);
      }
    }
    for (const order of orders) this.accepted.set(order.number, { order, endings: ["complete"] });
  }

  async #askBySql(door: "create_tasks" | "request_tasks", requests: readonly TaskRequest[]): Promise<void> {
    await withSession(this.#options.url, async (sql) => {
      if (door === "create_tasks") await createTasks(sql, requests);
      else await sql`select tasker_v1.request_tasks(${requestsText(requests)}::text::jsonb)`;
    });
  }
}

/**
 * Does something on a session of its own, and gives up when it takes too long.
 *
 * @throws What went wrong, or an `AbortError`.
 */
export async function withSession(url: string, work: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = connect(url, { max: 1, applicationName: "tasker_chaos", connectTimeoutSeconds: 3 });
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException("No answer", "AbortError")), PATIENCE_MS);
  try {
    await Promise.race([work(sql), silence]);
  } finally {
    clearTimeout(timer);
    sql.end({ timeout: 0 }).catch(() => {});
  }
}

function requestOf({ name, ...context }: Order & { readonly name: string }): TaskRequest {
  const { number } = context;
  return { namespace: NAMESPACE, name, idempotencyKey: `order-${number}`, context: { ...context } };
}

async function askByHttp(api: string, requests: readonly TaskRequest[]): Promise<void> {
  const response = await fetch(`${api}/v1/tasks/batch`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(toSnakeCase(requests)),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The API answered ${response.status}`);
}
