import { REDACTED, redactUrl } from "../core/redaction.ts";
import type { Config } from "./config.ts";

export { REDACTED, redactUrl };

const SECRETS: ReadonlySet<string> = new Set([
  "database.url",
  "database.listen_url",
  "auth.jwt.secret",
  "auth.login.signing_secret",
  "secrets.keys",
]);

/**
 * Tells whether a key may hold a secret.
 *
 * @param key Dotted key as in the TOML files: `database.url`.
 * @returns Whether its value must not be shown as it is.
 */
export function isSecret(key: string): boolean {
  return SECRETS.has(key.replace(/\[\d+\]$/, ""));
}

/**
 * Makes a copy of a configuration that is safe to log or show.
 *
 * @param config The configuration.
 * @returns A copy without secrets.
 */
export function redact(config: Config): Config {
  const { auth, secrets, database: { url, listenUrl } } = config;
  const hidden = (text: string | undefined) => text === undefined ? undefined : REDACTED;
  const hiddenUrl = (url: string | undefined) => url === undefined ? undefined : redactUrl(url);
  return {
    ...config,
    database: { ...config.database, url: hiddenUrl(url), listenUrl: hiddenUrl(listenUrl) },
    secrets: { ...secrets, keys: secrets.keys.map((key) => `${key.split(":", 1)[0]}:${REDACTED}`) },
    auth: {
      ...auth,
      jwt: { ...auth.jwt, secret: hidden(auth.jwt.secret) },
      login: { ...auth.login, signingSecret: hidden(auth.login.signingSecret) },
    },
  };
}
