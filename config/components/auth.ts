import { z } from "zod";

/** Who may call the API, and how callers prove who they are. */
export interface AuthConfig {
  /** Whether callers must prove who they are; `open` lets everybody do everything and is refused in production. */
  readonly mode: "open" | "required";
  /** How long a credential that was verified is taken without asking again: seconds, 0 to 300. */
  readonly cacheSeconds: number;
  /** Credentials remembered at most: 100 to 1000000. */
  readonly cacheEntries: number;
  /** Bearer tokens (JWT) that another system issues. */
  readonly jwt: AuthJwtConfig;
  /** Sign-in with name and password, and the tokens tasker issues itself. */
  readonly login: AuthLoginConfig;
  /** The log of every call that changes something. */
  readonly audit: AuthAuditConfig;
}

/** Algorithm of a signature. */
export type JwtAlgorithm = "RS256" | "PS256" | "ES256" | "EdDSA" | "HS256";

/** Algorithms that a signature may have. */
export const JWT_ALGORITHMS = [
  "RS256",
  "PS256",
  "ES256",
  "EdDSA",
  "HS256",
] as const satisfies readonly JwtAlgorithm[];

/** Bearer tokens (JWT) that another system issues. */
export interface AuthJwtConfig {
  /** Algorithms that are taken; what a token says of itself is never believed. Empty: no such tokens are taken. */
  readonly algorithms: readonly JwtAlgorithm[];
  /** Shared secret of HS256, 32 characters or more. */
  readonly secret?: string | undefined;
  /** File with the issuer's public key, PEM (SPKI or X.509). */
  readonly publicKeyFile?: string | undefined;
  /** File with the issuer's public keys, JWKS. */
  readonly jwksFile?: string | undefined;
  /** Where the issuer publishes its keys, JWKS over HTTPS. */
  readonly jwksUrl?: string | undefined;
  /** How long fetched keys are taken: seconds, 10 to 86400. */
  readonly jwksCacheSeconds: number;
  /** How much longer fetched keys are taken while the issuer does not answer: seconds, 0 to 86400. */
  readonly jwksStaleSeconds: number;
  /** Shortest time between two fetches that an unknown key id asks for: seconds, 1 to 3600. */
  readonly jwksCooldownSeconds: number;
  /** Who must have issued a token: its `iss`. */
  readonly issuer?: string | undefined;
  /** Whom a token must be for: one of its `aud`. */
  readonly audience?: string | undefined;
  /** How far the clocks may differ: seconds, 0 to 300. */
  readonly leewaySeconds: number;
  /** Claim that lists permissions; a text with spaces between them is taken too. */
  readonly permissionsClaim: string;
  /** Claim that lists roles. */
  readonly rolesClaim: string;
  /** Claim that lists the namespaces a token reaches; a token without it reaches all. */
  readonly namespacesClaim: string;
  /** Whether a token with a permission or role that nobody knows is refused as a whole, instead of ignoring that one. */
  readonly refuseUnknownScopes: boolean;
}

/** Sign-in with name and password, and the tokens tasker issues itself. */
export interface AuthLoginConfig {
  /** Whether people may sign in with a name and a password. */
  readonly enabled: boolean;
  /** Secret that signs access tokens (HS256), 32 characters or more. */
  readonly signingSecret?: string | undefined;
  /** File with the Ed25519 private key that signs access tokens instead, PEM (PKCS #8). */
  readonly signingKeyFile?: string | undefined;
  /** Life of an access token: seconds, 30 to 86400. */
  readonly accessTokenSeconds: number;
  /** Life of a refresh token: seconds, 60 to 31536000. */
  readonly refreshTokenSeconds: number;
  /** Longest that a session lasts, however often it is refreshed: seconds, 60 to 31536000. */
  readonly sessionSeconds: number;
}

/** The log of every call that changes something. */
export interface AuthAuditConfig {
  /** Whether it is kept. */
  readonly enabled: boolean;
  /** How long: days, 1 to 36500. */
  readonly keepDays: number;
}

const MIN_SECRET = 32;
const secret = () =>
  z.string().min(MIN_SECRET, { error: `must have ${MIN_SECRET} characters or more` }).optional();
const lifetime = (least: number, most: number) => z.int().min(least).max(most).meta({ unit: "s" });

/** Rules of `[auth]`. */
export const authSchema = z.strictObject({
  mode: z.enum(["open", "required"])
    .describe("Whether callers of the API must prove who they are; open lets everybody do everything"),
  cache_seconds: z.int().min(0).max(300).meta({ unit: "s" })
    .describe(
      "How long a verified credential is taken without asking the database again; revoking is told at once",
    ),
  cache_entries: z.int().min(100).max(1_000_000).meta({ unit: "credentials" })
    .describe("Verified credentials remembered at most"),
  jwt: z.strictObject({
    algorithms: z.array(z.enum(JWT_ALGORITHMS))
      .describe("Signature algorithms that are taken; empty takes no tokens of other issuers"),
    secret: secret().describe("Shared secret of HS256, 32 characters or more"),
    public_key_file: z.string().min(1).optional().describe("File with the issuer's public key, PEM"),
    jwks_file: z.string().min(1).optional().describe("File with the issuer's public keys, JWKS"),
    jwks_url: z.string().refine(isKeyUrl, { error: "must be an https URL (http only for loopback)" })
      .optional()
      .describe("Where the issuer publishes its public keys, JWKS over HTTPS"),
    jwks_cache_seconds: lifetime(10, 86_400).describe("How long fetched keys are taken"),
    jwks_stale_seconds: lifetime(0, 86_400)
      .describe("How much longer fetched keys are taken while the issuer does not answer"),
    jwks_cooldown_seconds: lifetime(1, 3600)
      .describe("Shortest time between two fetches that unknown key ids ask for"),
    issuer: z.string().min(1).optional().describe("Who must have issued a token: its iss"),
    audience: z.string().min(1).optional().describe("Whom a token must be for: one of its aud"),
    leeway_seconds: z.int().min(0).max(300).meta({ unit: "s" }).describe("How far the clocks may differ"),
    permissions_claim: z.string().min(1).describe("Claim that lists permissions"),
    roles_claim: z.string().min(1).describe("Claim that lists roles"),
    namespaces_claim: z.string().min(1).describe("Claim that lists the namespaces a token reaches"),
    refuse_unknown_scopes: z.boolean()
      .describe("Whether a token with an unknown permission or role is refused as a whole"),
  }).describe("Bearer tokens (JWT) that another system issues"),
  login: z.strictObject({
    enabled: z.boolean().describe("Whether people may sign in with a name and a password"),
    signing_secret: secret().describe("Secret that signs access tokens (HS256), 32 characters or more"),
    signing_key_file: z.string().min(1).optional()
      .describe("File with the Ed25519 private key that signs access tokens instead, PEM"),
    access_token_seconds: lifetime(30, 86_400).describe("Life of an access token"),
    refresh_token_seconds: lifetime(60, 31_536_000).describe("Life of a refresh token"),
    session_seconds: lifetime(60, 31_536_000)
      .describe("Longest that a session lasts, however often it is refreshed"),
  }).describe("Sign-in with name and password, and the tokens tasker issues itself"),
  audit: z.strictObject({
    enabled: z.boolean().describe("Whether every call that changes something is written to the log of calls"),
    keep_days: z.int().min(1).max(36_500).meta({ unit: "days" }).describe(
      "How long the log of calls is kept",
    ),
  }).describe("The log of every call that changes something"),
}).check((ctx) => {
  const { jwt, login } = ctx.value;
  const missing = (path: string[], message: string) =>
    ctx.issues.push({ code: "custom", input: undefined, path, message });
  if (jwt.algorithms.length > 0) {
    if (jwt.issuer === undefined) missing(["jwt", "issuer"], "is needed where jwt.algorithms names any");
    if (jwt.audience === undefined) {
      missing(["jwt", "audience"], "is needed where jwt.algorithms names any");
    }
    const sources = [jwt.public_key_file, jwt.jwks_file, jwt.jwks_url, jwt.secret].filter((source) => source);
    if (sources.length !== 1) {
      const reason = "takes exactly one of secret, public_key_file, jwks_file and jwks_url";
      missing(["jwt"], reason);
    }
    const isShared = jwt.algorithms.includes("HS256");
    if (isShared && (jwt.algorithms.length > 1 || jwt.secret === undefined)) {
      missing(["jwt", "algorithms"], "has HS256, which goes with jwt.secret and with no other algorithm");
    }
    if (!isShared && jwt.secret !== undefined) {
      missing(["jwt", "secret"], 'is only taken with algorithms = ["HS256"]');
    }
  }
  if (login.enabled && (login.signing_secret === undefined) === (login.signing_key_file === undefined)) {
    missing(
      ["login", "signing_secret"],
      "or login.signing_key_file must be set where login.enabled is true, one of them",
    );
  }
});

function isKeyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" ||
    (protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname));
}
