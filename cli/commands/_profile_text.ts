import { redactUrl } from "../../config/redact.ts";
import type { Profile } from "../profiles/profile.ts";

/** A profile without its secrets, for people and programs. */
export interface ShownProfile {
  /** Its name. */
  readonly name: string;
  /** Whether it is used where none is named. */
  readonly isStandard: boolean;
  /** `server` or `database`. */
  readonly kind: "server" | "database";
  /** Its URL, a password hidden. */
  readonly url: string;
  /** How it says who asks. */
  readonly credentials: "api_key" | "token" | "none";
  /** For people. */
  readonly description: string | null;
  /** What its values refer to and is not there. */
  readonly faults: readonly string[];
}

/** Leaves out of a profile what must not be shown. */
export function shownProfile(profile: Profile, standard: string | undefined): ShownProfile {
  const { name, server, databaseUrl, apiKey, token, description = null, faults } = profile;
  return {
    name,
    isStandard: name === standard,
    kind: server === undefined ? "database" : "server",
    url: redactUrl(server ?? databaseUrl ?? ""),
    credentials: apiKey !== undefined ? "api_key" : token !== undefined ? "token" : "none",
    description,
    faults,
  };
}
