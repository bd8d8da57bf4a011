import { z } from "zod";
import { defineTask, type TaskDefinition } from "../../core/define_task.ts";
import type { SecretsOptions } from "../../core/secrets/keyring.ts";
import type { TestDatabase } from "../_support/database.ts";

/** A card number that stands nowhere else. */
export const CARD = "4929-1181-6666-7777";
/** What the payment service gives for it. */
export const TOKEN = "tok_9f31c2d7aa55";

/** Two keys, and which is the active one. */
export function secrets(activeKey: "old" | "new", kids: readonly string[] = ["old", "new"]): SecretsOptions {
  const keys = { old: key(1), new: key(2) };
  return { activeKey, keys: Object.fromEntries(Object.entries(keys).filter(([kid]) => kids.includes(kid))) };
}

function key(byte: number): string {
  return new Uint8Array(32).fill(byte).toBase64();
}

/** What handlers saw. */
export interface Seen {
  charged?: unknown;
  sent?: unknown;
}

/** A payment whose card and token are sealed; `sent` is called when the last handler runs. */
export function payment(
  seen: Seen = {},
  charge: (card: string) => string = () => TOKEN,
): TaskDefinition<object, object> {
  return defineTask({
    namespace: "shop",
    name: "payment",
    version: "1.0.0",
    input: z.object({
      card: z.object({ number: z.string().regex(/^[\d-]{19}$/), holder: z.string().default("?") }),
      cents: z.number(),
    }),
    sensitive: ["/card/number"],
  })
    .step(
      "charge",
      { sensitive: ["/token"], retry: { maxAttempts: 2, backoffBaseMs: 1 } },
      ({ input, log }) => {
        log.info("Charging {card}", {
          card: input.card.number,
          all: input,
          why: new Error(input.card.number),
        });
        seen.charged = input;
        return { token: charge(input.card.number), cents: input.cents };
      },
    )
    .step("receipt", { dependsOn: ["charge"] }, ({ results }) => {
      seen.sent = results.charge;
      return "sent";
    }) as unknown as TaskDefinition<object, object>;
}

/** Names of the tables that hold a text anywhere: every row of every table of the database, as text. */
export async function tablesWith(db: TestDatabase, text: string): Promise<string[]> {
  const tables = await db.sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('tasker', 'pgmq')`;
  const probes = tables.map(({ name }) =>
    `select '${name}' as name where exists (select from ${name} t where position($1 in t::text) > 0)`
  );
  return (await db.sql.unsafe<{ name: string }[]>(probes.join(" union all "), [text])).map(({ name }) =>
    name
  );
}
