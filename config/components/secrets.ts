import { z } from "zod";

/** How sensitive values are encrypted and hidden. */
export interface SecretsConfig {
  /** Id of the key that encrypts. */
  readonly activeKey?: string | undefined;
  /** Keys that decrypt, each `id:` and 32 bytes in base64. */
  readonly keys: readonly string[];
  /** Names of members whose values are hidden wherever people look; a name that has one of them in it counts. */
  readonly hiddenNames: readonly string[];
}

/** Rules of `[secrets]`. */
export const secretsSchema = z.strictObject({
  active_key: z.string().min(1).optional()
    .describe("Id of the key that encrypts sensitive values; one of keys"),
  keys: z.array(z.string().refine(isSecretKey, { error: 'must be "id:" and 32 bytes in base64' }))
    .describe("Keys that decrypt sensitive values: id, a colon and 32 bytes in base64"),
  hidden_names: z.array(z.string().min(2))
    .describe("Parts of names of members whose values are hidden in answers, logs and listings"),
}).check((ctx) => {
  const { active_key, keys } = ctx.value;
  const ids = keys.map((key) => key.slice(0, key.indexOf(":")));
  if (active_key === undefined ? ids.length > 0 : !ids.includes(active_key)) {
    ctx.issues.push({
      code: "custom",
      input: active_key,
      path: ["active_key"],
      message: "must be the id of one of secrets.keys",
    });
  }
  if (new Set(ids).size < ids.length) {
    ctx.issues.push({ code: "custom", input: undefined, path: ["keys"], message: "has an id twice" });
  }
});

function isSecretKey(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/_-]{43}=?$/.test(text);
}
