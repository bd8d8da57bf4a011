import type { Sql } from "postgres";
import { TaskerError } from "../../core/errors.ts";
import { toGrants, verifyApiKey } from "./access_store.ts";
import { isApiKey } from "./api_key.ts";
import type { Authenticator, CallHead, Verified } from "./authenticator.ts";
import { bearerOf } from "./bearer.ts";
import { sha256 } from "./digest.ts";
import { makePrincipal } from "./principal.ts";

const CREATE = "Ask whoever operates tasker for a new one: `tasker auth keys create`.";

/** Takes API keys, in the header `X-API-Key` or as a bearer token. */
export class ApiKeyAuthenticator implements Authenticator {
  readonly #sql: Sql;

  /** Makes it. */
  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The key that a call carries. */
  credentialOf(call: CallHead): string | undefined {
    const key = call.header("x-api-key");
    if (key !== undefined) return key;
    const bearer = bearerOf(call);
    return bearer !== undefined && isApiKey(bearer) ? bearer : undefined;
  }

  /** Looks the key up by its hash. */
  async verify(key: string): Promise<Verified> {
    const found = isApiKey(key) ? await verifyApiKey(this.#sql, sha256(key)) : undefined;
    if (found === undefined) {
      throw new TaskerError("TK601", "Cannot take the API key: nobody knows it", { hint: CREATE });
    }
    if (found.status !== "active") {
      throw new TaskerError("TK601", `Cannot take the API key "${found.prefix}": it is ${found.status}`, {
        hint: CREATE,
      });
    }
    return {
      principal: makePrincipal(`key:${found.name}`, "api_key", toGrants(found.grants)),
      tag: `key:${found.api_key_uuid}`,
      lifeSeconds: found.expires_at === null ? Infinity : (found.expires_at.getTime() - Date.now()) / 1000,
      apiKeyUuid: found.api_key_uuid,
    };
  }
}
