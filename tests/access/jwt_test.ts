import { assertEquals } from "@std/assert";
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { loadConfig } from "../../config/mod.ts";
import type { AuthJwtConfig } from "../../config/components/auth.ts";
import { TaskerError } from "../../core/errors.ts";
import { JwtAuthenticator } from "../../orchestration/access/jwt_authenticator.ts";
import { TestDatabase } from "../_support/database.ts";

const ISSUER = "https://issuer.test/";
const AUDIENCE = "tasker-test";
const SECRET = "kR7wq2Zx9Lm4Vb8Tn3Jc6Yp1Hs5Fd0Ag";
const base = (await loadConfig({ environment: "test" })).auth.jwt;
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Claims to put over good ones; undefined takes one away. */
type Claims = Readonly<Record<string, unknown>>;

/** An issuer's key. */
interface Key {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

async function keyOf(alg: string, kid: string = crypto.randomUUID()): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicKey, jwk: { ...await exportJWK(publicKey), kid, alg, use: "sig" } };
}

const RSA = await keyOf("RS256");
const ED = await keyOf("EdDSA");
const EC = await keyOf("ES256");

function payload(claims: Claims = {}): JWTPayload {
  const good = { sub: "ada", iss: ISSUER, aud: AUDIENCE, exp: nowSeconds() + 60, roles: ["viewer"] };
  return JSON.parse(JSON.stringify({ ...good, ...claims }));
}

function signed({ alg, kid, privateKey }: Key, claims?: Claims, header: object = {}): Promise<string> {
  return new SignJWT(payload(claims)).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
}

/** An authenticator with these keys; says who shows a token, or the code of the refusal. */
function checker(db: TestDatabase, config: Partial<AuthJwtConfig>): (token: string) => Promise<string> {
  const authenticator = new JwtAuthenticator(db.sql, {
    ...base,
    issuer: ISSUER,
    audience: AUDIENCE,
    leewaySeconds: 0,
    ...config,
  });
  return async (token) => {
    try {
      return (await authenticator.verify(token)).principal.subject;
    } catch (error) {
      if (error instanceof TaskerError) return error.code;
      throw error;
    }
  };
}

const FOLDER = await Deno.makeTempDir({ prefix: "tasker_keys_" });

async function inFile(text: string): Promise<string> {
  const path = `${FOLDER}/${crypto.randomUUID()}`;
  await Deno.writeTextFile(path, text);
  return path;
}

const keySet = (...keys: readonly Key[]) => JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });

/** An issuer's address that serves keys, and counts how often it was asked. */
class KeyServer implements AsyncDisposable {
  keys: readonly Key[];
  asked = 0;
  answer: (() => Response) | undefined;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(...keys: readonly Key[]) {
    this.keys = keys;
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
      this.asked++;
      return this.answer?.() ??
        new Response(keySet(...this.keys), { headers: { "Content-Type": "application/json" } });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/jwks.json`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

const codes = (tokens: readonly string[], check: (token: string) => Promise<string>) =>
  Promise.all(tokens.map(check));

Deno.test("bearer tokens of another issuer", async (test) => {
  await using _folder = { [Symbol.asyncDispose]: () => Deno.remove(FOLDER, { recursive: true }) };
  await using db = await TestDatabase.create();

  for (const key of [RSA, ED, EC]) {
    await test.step(`${key.alg} is checked with a PEM file, a JWKS file and a JWKS address`, async () => {
      await using server = new KeyServer(RSA, ED, EC);
      const other = await keyOf(key.alg, key.kid);
      for (
        const source of [
          { publicKeyFile: await inFile(await exportSPKI(key.publicKey)) },
          { jwksFile: await inFile(keySet(RSA, ED, EC)) },
          { jwksUrl: server.url },
        ]
      ) {
        const check = checker(db, { algorithms: [key.alg as "RS256"], ...source });
        const tokens = [
          await signed(key),
          await signed(other),
          `${(await signed(key)).slice(0, -8)}AAAAAAAA`,
        ];
        assertEquals(await codes(tokens, check), ["jwt:ada", "TK601", "TK601"], Object.keys(source)[0]);
      }
    });
  }

  await test.step("HS256 is checked with a shared secret", async () => {
    const check = checker(db, { algorithms: ["HS256"], secret: SECRET });
    const of = (secret: string) =>
      new SignJWT(payload()).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));
    assertEquals(await codes([await of(SECRET), await of(`${SECRET}!`)], check), ["jwt:ada", "TK601"]);
  });

  const claims: readonly [string, Claims, string][] = [
    ["an issuer of its own", { iss: "https://evil.test/" }, "TK601"],
    ["no issuer", { iss: undefined }, "TK601"],
    ["an audience among several", { aud: ["else", AUDIENCE] }, "jwt:ada"],
    ["another audience", { aud: "else" }, "TK601"],
    ["no audience", { aud: undefined }, "TK601"],
    ["an end long past", { exp: nowSeconds() - 60 }, "TK601"],
    ["an end within the leeway", { exp: nowSeconds() - 5 }, "jwt:ada"],
    ["no end", { exp: undefined }, "TK601"],
    ["a beginning to come", { nbf: nowSeconds() + 60 }, "TK601"],
    ["a beginning within the leeway", { nbf: nowSeconds() + 5 }, "jwt:ada"],
    ["nobody it is for", { sub: undefined }, "TK601"],
    ["a role that nobody knows", { roles: ["clown"] }, "TK601"],
    ["an end that is no number", { exp: "tomorrow" }, "TK601"],
  ];
  await test.step("its claims are checked: iss, aud, exp, nbf, sub, with the leeway", async () => {
    const publicKeyFile = await inFile(await exportSPKI(RSA.publicKey));
    const check = checker(db, { algorithms: ["RS256"], publicKeyFile, leewaySeconds: 30 });
    for (const [name, changed, expected] of claims) {
      assertEquals(await check(await signed(RSA, changed)), expected, name);
    }
  });

  await test.step("what a token says of its algorithm or its key is never believed", async () => {
    const pem = await exportSPKI(RSA.publicKey);
    const check = checker(db, { algorithms: ["RS256"], publicKeyFile: await inFile(pem) });
    const checkSet = checker(db, { algorithms: ["RS256"], jwksFile: await inFile(keySet(RSA)) });
    const part = (value: object) =>
      btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
    const mallory = await keyOf("RS256", RSA.kid);
    const [, body, signature] = (await signed(RSA)).split(".");
    const forged = [
      `${part({ alg: "none" })}.${part(payload())}.`,
      `${part({ alg: "none", kid: RSA.kid })}.${body}.${signature}`,
      `${part({ alg: "None" })}.${part(payload())}.`,
      // the public key, which everybody has, as the secret of HS256
      await new SignJWT(payload()).setProtectedHeader({ alg: "HS256", kid: RSA.kid }).sign(
        new TextEncoder().encode(pem),
      ),
      await new SignJWT(payload()).setProtectedHeader({ alg: "HS256" }).sign(
        new TextEncoder().encode(JSON.stringify(RSA.jwk)),
      ),
      await signed(mallory, {}, { jwk: mallory.jwk }),
      await signed(mallory, {}, { jku: "https://evil.test/jwks.json" }),
      await signed(RSA, {}, { crit: ["exp2"], exp2: 1 }).catch(() =>
        `${part({ alg: "RS256", crit: ["exp2"], exp2: 1 })}.${body}.${signature}`
      ),
      await signed(await keyOf("PS256", RSA.kid)),
      await signed(EC),
    ];
    const refused = forged.map(() => "TK601");
    assertEquals(await codes(forged, check), refused);
    assertEquals(await codes(forged, checkSet), refused);
    assertEquals(await check(await signed(RSA)), "jwt:ada");
  });

  await test.step("one PEM file and several algorithms: a token of another of them is refused, not an error of ours", async () => {
    const publicKeyFile = await inFile(await exportSPKI(RSA.publicKey));
    const check = checker(db, { algorithms: ["RS256", "ES256"], publicKeyFile });
    assertEquals(await codes([await signed(EC), await signed(RSA)], check), ["TK601", "jwt:ada"]);
    const wrongFile = checker(db, { algorithms: ["RS256"], publicKeyFile: await inFile("no key") });
    assertEquals(await wrongFile(await signed(RSA)), "TK503");
  });

  await test.step("keys are fetched once for many tokens, and again when one names a key that is not among them", async () => {
    await using server = new KeyServer(RSA);
    const check = checker(db, {
      algorithms: ["RS256", "ES256"],
      jwksUrl: server.url,
      jwksCooldownSeconds: 0,
    });
    const token = await signed(RSA);
    assertEquals(new Set(await codes(Array(20).fill(token), check)), new Set(["jwt:ada"]));
    assertEquals(server.asked, 1);
    const next = await keyOf("ES256");
    server.keys = [RSA, next];
    assertEquals(await codes([await signed(next), token], check), ["jwt:ada", "jwt:ada"]);
    assertEquals(server.asked, 2);
  });

  await test.step("made-up key ids do not make it fetch more often than the cool-down allows", async () => {
    await using server = new KeyServer(RSA);
    const check = checker(db, { algorithms: ["RS256"], jwksUrl: server.url, jwksCooldownSeconds: 3600 });
    assertEquals(await check(await signed(RSA)), "jwt:ada");
    const strange = await Promise.all(
      Array.from({ length: 20 }, async () => await signed({ ...RSA, kid: crypto.randomUUID() })),
    );
    assertEquals(new Set(await codes(strange, check)), new Set(["TK601"]));
    assertEquals(server.asked, 1);
  });

  await test.step("a JWKS file is read again for a key that is not in it, once a cool-down", async () => {
    const next = await keyOf("ES256");
    const jwksFile = await inFile(keySet(RSA));
    const eager = checker(db, { algorithms: ["RS256", "ES256"], jwksFile, jwksCooldownSeconds: 0 });
    const patient = checker(db, { algorithms: ["RS256", "ES256"], jwksFile, jwksCooldownSeconds: 3600 });
    const tokens = [await signed(RSA), await signed(next)];
    assertEquals(await codes(tokens, eager), ["jwt:ada", "TK601"]);
    assertEquals(await codes(tokens, patient), ["jwt:ada", "TK601"]);
    await Deno.writeTextFile(jwksFile, keySet(next));
    assertEquals(await eager(tokens[1]!), "jwt:ada");
    assertEquals(await patient(tokens[1]!), "TK601");
  });

  await test.step("an issuer whose keys cannot be had makes the service unavailable, not the token wrong", async () => {
    await using server = new KeyServer(RSA);
    const answers = [
      () => new Response("away", { status: 500 }),
      () => new Response("no JSON"),
      () => Response.json({ no: "keys" }),
    ];
    for (const answer of answers) {
      server.answer = answer;
      const check = checker(db, { algorithms: ["RS256"], jwksUrl: server.url });
      assertEquals(await check(await signed(RSA)), "TK503");
      server.answer = undefined;
      assertEquals(await check(await signed(RSA)), "jwt:ada");
    }
    const gone = checker(db, { algorithms: ["RS256"], jwksFile: "/nowhere/keys.json" });
    assertEquals(await gone(await signed(RSA)), "TK503");
  });

  await test.step("a token whose id was revoked is not taken", async () => {
    const publicKeyFile = await inFile(await exportSPKI(RSA.publicKey));
    const check = checker(db, { algorithms: ["RS256"], publicKeyFile });
    await db.sql`select tasker_v1.revoke_access_token('stolen', now() + interval '1 day')`;
    assertEquals(
      await codes([await signed(RSA, { jti: "stolen" }), await signed(RSA, { jti: "other" })], check),
      ["TK601", "jwt:ada"],
    );
  });
});
