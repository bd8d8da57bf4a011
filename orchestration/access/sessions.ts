import type { Sql } from "postgres";
import type { AuthLoginConfig } from "../../config/components/auth.ts";
import { TaskerError } from "../../core/errors.ts";
import { call, only } from "../calls/call.ts";
import type { RefreshedSession, VerifiedSession } from "./access_store.ts";
import { randomSecret, sha256 } from "./digest.ts";
import { OwnTokens } from "./own_tokens.ts";
import { isPassword } from "./password.ts";

/** Tokens of a session. */
export interface SignedIn {
  /** Whose it is. */
  readonly username: string;
  /** For calls. */
  readonly accessToken: string;
  /** To be changed once for the next pair. */
  readonly refreshToken: string;
}

/** Sign-in with name and password, and what follows from it. */
export class Sessions {
  readonly #sql: Sql;
  readonly #config: AuthLoginConfig;
  readonly #tokens: OwnTokens;

  /** Makes it. */
  constructor(sql: Sql, config: AuthLoginConfig) {
    this.#sql = sql;
    this.#config = config;
    this.#tokens = new OwnTokens(config);
  }

  /**
   * Begins a session. An unknown name costs the same work and gets the same answer as a wrong password.
   *
   * @throws {TaskerError} `TK601` when name and password do not go together, or the user may not sign in now.
   */
  async signIn(username: string, password: string): Promise<SignedIn> {
    const [user] = await call(this.#sql)<{ user_uuid: string; password_hash: string }>`
      select * from tasker_v1.get_access_login(${username})`;
    if (!await isPassword(password, user?.password_hash) || user === undefined) {
      await call(this.#sql)`select tasker_v1.note_failed_login(${username})`;
      throw notTogether();
    }
    const { refreshTokenSeconds, sessionSeconds } = this.#config;
    const sessionUuid = crypto.randomUUID();
    const refreshToken = randomSecret();
    const [session] = await call(this.#sql)<VerifiedSession>`
      select * from tasker_v1.open_access_session(${user.user_uuid}, ${user.password_hash}, ${sessionUuid},
               ${sha256(refreshToken) as never}, ${refreshTokenSeconds}, ${sessionSeconds})`;
    if (session === undefined) throw notTogether();
    return await this.#signedIn(session.username, sessionUuid, refreshToken);
  }

  /**
   * Changes a refresh token for a new pair; one that comes a second time ends the session.
   *
   * @throws {TaskerError} `TK601` when it is not good.
   */
  async refresh(token: string): Promise<SignedIn> {
    const next = randomSecret();
    const changed = await this.#change(token, next);
    if (changed.outcome !== "rotated") {
      throw new TaskerError("TK601", "Cannot take the refresh token: it is not good, or not any more", {
        hint: "Sign in again.",
      });
    }
    return await this.#signedIn(changed.username, changed.session_uuid, next);
  }

  /** Ends the session of a refresh token; a token that is not good ends nothing. */
  async signOut(token: string): Promise<void> {
    const changed = await this.#change(token, randomSecret());
    if (changed.outcome !== "rotated") return;
    await call(this.#sql)`select tasker_v1.revoke_access_session(${changed.session_uuid})`;
  }

  async #change(token: string, next: string): Promise<RefreshedSession> {
    return only(
      await call(this.#sql)<RefreshedSession>`
        select * from tasker_v1.refresh_access_session(${sha256(token) as never}, ${sha256(next) as never},
                                                       ${this.#config.refreshTokenSeconds})`,
    );
  }

  async #signedIn(username: string, sessionUuid: string, refreshToken: string): Promise<SignedIn> {
    const { token } = await this.#tokens.makeAccessToken(username, sessionUuid);
    return { username, accessToken: token, refreshToken };
  }
}

/** The one answer to who may not sign in, whyever. */
function notTogether(): TaskerError {
  return new TaskerError("TK601", "Cannot sign in: name and password do not go together", {
    hint: "After five wrong passwords a user has to wait.",
  });
}
