import { assertEquals, assertRejects } from "@std/assert";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { loadConfig } from "../../config/mod.ts";
import { Breaker } from "../../core/breaker.ts";
import { TaskerError } from "../../core/errors.ts";
import { JwtAuthenticator } from "../../orchestration/access/jwt_authenticator.ts";
import { TestDatabase } from "../_support/database.ts";

/** An issuer of tokens that publishes its key over HTTP, and can break down. */
class Issuer implements AsyncDisposable {
  /** What it answers; none: 503. */
  answer: string | undefined;
  /** How often it was asked. */
  asked = 0;
  readonly #key: CryptoKey;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(key: CryptoKey, jwk: JWK) {
    this.#key = key;
    this.answer = JSON.stringify({ keys: [jwk] });
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
      this.asked += 1;
      return new Response(this.answer ?? "", { status: this.answer === undefined ? 503 : 200 });
    });
  }

  static async start(): Promise<Issuer> {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    return new Issuer(privateKey, { ...await exportJWK(publicKey), kid: "first", alg: "ES256" });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/keys`;
  }

  token(kid = "first"): Promise<string> {
    return new SignJWT({ permissions: ["tasks:read"] }).setProtectedHeader({ alg: "ES256", kid })
      .setIssuer("issuer").setAudience("tasker").setSubject("grace").setExpirationTime("1h").sign(this.#key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** An issuer, and who takes its tokens: keys are old at once, so that each token asks for them. */
async function setUp(stack: AsyncDisposableStack, jwksStaleSeconds: number) {
  const db = stack.use(await TestDatabase.create());
  const issuer = stack.use(await Issuer.start());
  const clock = { nowMs: 0 };
  const breaker = new Breaker({
    name: "jwks_test",
    policy: { failureThreshold: 3, openMs: 1000, successThreshold: 1, probeLimit: 1 },
    now: () => clock.nowMs,
  });
  const { auth } = await loadConfig({ environment: "test" });
  const jwt = { ...auth.jwt, algorithms: ["ES256"] as const, issuer: "issuer", audience: "tasker" };
  const authenticator = new JwtAuthenticator(
    db.sql,
    { ...jwt, jwksUrl: issuer.url, jwksCacheSeconds: 0, jwksCooldownSeconds: 0, jwksStaleSeconds },
    breaker,
  );
  const verify = async (kid?: string) =>
    (await authenticator.verify(await issuer.token(kid))).principal.subject;
  return { issuer, breaker, clock, verify };
}

Deno.test("an issuer that does not answer is left alone for a while, and its last keys are taken meanwhile", async () => {
  await using stack = new AsyncDisposableStack();
  const { issuer, breaker, clock, verify } = await setUp(stack, 3600);
  const { answer } = issuer;
  assertEquals(await verify(), "jwt:grace");
  issuer.answer = undefined;
  for (let i = 0; i < 3; i += 1) assertEquals(await verify(), "jwt:grace");
  assertEquals([breaker.state, issuer.asked], ["open", 4]);
  for (let i = 0; i < 3; i += 1) assertEquals(await verify(), "jwt:grace");
  assertEquals(issuer.asked, 4);

  const unknown = await assertRejects(() => verify("second"), TaskerError);
  assertEquals(unknown.code, "TK503"); // nobody can say that there is no such key

  issuer.answer = answer;
  clock.nowMs = 1000;
  assertEquals(await verify(), "jwt:grace");
  assertEquals([breaker.state, issuer.asked], ["closed", 5]);
  assertEquals((await assertRejects(() => verify("second"), TaskerError)).code, "TK601");
});

Deno.test("what an issuer answers in place of keys speaks against it, not against the token", async () => {
  await using stack = new AsyncDisposableStack();
  const { issuer, breaker, verify } = await setUp(stack, -1);
  for (const answer of [undefined, "<html>", '{"keys": 7}']) {
    issuer.answer = answer;
    assertEquals((await assertRejects(() => verify(), TaskerError)).code, "TK503");
  }
  assertEquals(breaker.state, "open");
});
