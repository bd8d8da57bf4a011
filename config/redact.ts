import type { Config } from "./config.ts";

/** What stands in place of a secret. */
export const REDACTED = "***REDACTED***";

const SECRETS: ReadonlySet<string> = new Set([
  "database.url",
  "auth.jwt.secret",
  "auth.login.signing_secret",
]);

/**
 * Tells whether a key may hold a secret.
 *
 * @param key Dotted key as in the TOML files: `database.url`.
 * @returns Whether its value must not be shown as it is.
 */
export function isSecret(key: string): boolean {
  return SECRETS.has(key);
}

/**
 * Hides the password of a URL, wherever a URL carries one; the rest stays readable.
 *
 * @param url The URL; text that is none is hidden as a whole.
 * @returns The URL with `***REDACTED***` for its password.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return REDACTED;
  const parsed = new URL(url);
  if (parsed.password !== "") parsed.password = REDACTED;
  for (const name of ["password", "sslpassword", "sslkey"]) {
    if (parsed.searchParams.has(name)) parsed.searchParams.set(name, REDACTED);
  }
  return parsed.href;
}

/**
 * Hides the passwords of the URLs in a text, such as a parser's message that quotes a line.
 *
 * @param text Any text.
 * @returns The text with `***REDACTED***` for each password.
 */
export function redactText(text: string): string {
  return text.replaceAll(/(:\/\/[^:@\s/]*):[^@\s]*@/g, `$1:${REDACTED}@`);
}

/**
 * Makes a copy of a configuration that is safe to log or show.
 *
 * @param config The configuration.
 * @returns A copy without secrets.
 */
export function redact(config: Config): Config {
  const { auth, database: { url } } = config;
  const hidden = (text: string | undefined) => text === undefined ? undefined : REDACTED;
  return {
    ...config,
    database: { ...config.database, url: url === undefined ? undefined : redactUrl(url) },
    auth: {
      ...auth,
      jwt: { ...auth.jwt, secret: hidden(auth.jwt.secret) },
      login: { ...auth.login, signingSecret: hidden(auth.login.signingSecret) },
    },
  };
}
