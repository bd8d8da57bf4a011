import type { ConfigFault } from "./config_error.ts";
import type { Layers } from "./_layers.ts";
import type { TomlConfig } from "./schema.ts";

/** Words that a secret made for trying things out begins with. */
const TRIAL = /^(dev|test|demo|example|sample|insecure|secret|password|change[-_ ]?me|tasker)/i;

/** Least different characters of a secret that somebody did not just type. */
const LEAST_VARIETY = 10;

/** Tells what is right for trying things out, and wrong in production. */
export function unsafeInProduction(toml: TomlConfig, layers: Layers): ConfigFault[] {
  const { auth, secrets, web } = toml;
  const faults: ConfigFault[] = [];
  const refuse = (key: string, reason: string) =>
    faults.push({ source: "production", ...layers.origins.get(key), key, reason });

  if (auth.mode === "open") {
    refuse("auth.mode", 'must not be "open" in production: everybody could do everything');
  }
  if (web.cors_origins.includes("*")) {
    refuse("web.cors_origins", 'must not have "*" in production: name the origins whose pages may call');
  }
  const kept = { "auth.jwt.secret": auth.jwt.secret, "auth.login.signing_secret": auth.login.signing_secret };
  for (const [key, value] of Object.entries(kept)) {
    if (value !== undefined && isTrial(value)) {
      refuse(key, "is a secret for development; make one: openssl rand -base64 48");
    }
  }
  for (const key of secrets.keys) {
    const [kid = "", text = ""] = key.split(":");
    if (isTrial(text)) {
      refuse("secrets.keys", `has a key for development, "${kid}"; make one: openssl rand -base64 32`);
    }
  }
  return faults;
}

function isTrial(secret: string): boolean {
  return TRIAL.test(secret) || new Set(secret).size < LEAST_VARIETY;
}
