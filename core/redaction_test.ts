import { assert, assertEquals, assertInstanceOf, assertNotMatch } from "@std/assert";
import { DEFAULT_PATTERNS, REDACTED, Redactor } from "./redaction.ts";

const redactor = new Redactor(DEFAULT_PATTERNS);

Deno.test("Redactor.value() hides what bears a hidden name, at any depth, and nothing else", () => {
  const value = {
    user: "ada",
    apiKey: "k1",
    headers: [{ "X-Api-Key": "k2", accept: "*/*" }],
    card_number: 4929,
    n: null,
  };
  assertEquals(redactor.value(value), {
    user: "ada",
    apiKey: REDACTED,
    headers: [{ "X-Api-Key": REDACTED, accept: "*/*" }],
    card_number: REDACTED,
    n: null,
  } as unknown);
  assertEquals(value.apiKey, "k1");
});

Deno.test("Redactor.value() says of sealed values that they are", () => {
  assertEquals(
    redactor.value({ card: { $sealed: { kid: "a", iv: "b", ct: "c" } } }),
    { card: "[sealed]" } as unknown,
  );
});

Deno.test("Redactor.value() hides secrets in the words and causes of errors, which stay errors", () => {
  const cause = new TypeError("no postgres://a:hunter2@db/x");
  const shown = redactor.value(new RangeError("password=hunter2 refused", { cause }));
  assertInstanceOf(shown, RangeError);
  const shownCause = shown.cause as TypeError;
  assertInstanceOf(shownCause, TypeError);
  assertNotMatch(`${shown.message} ${shown.stack} ${shownCause.message} ${shownCause.stack}`, /hunter2/);
});

Deno.test("Redactor.text() hides URLs' passwords, credentials and assignments, and leaves prose alone", () => {
  for (
    const text of [
      "postgres://ada:hunter2@db/x",
      "Authorization: Bearer hunter2hunter2",
      "api_key=hunter2&page=2",
      'got {"refresh_token": "hunter2"}',
      "password='hunter2'",
    ]
  ) {
    assertNotMatch(redactor.text(text), /hunter2/, text);
  }
  const prose =
    'Cannot refresh the token: the secret key "2026" is unknown; set a password, then retry at https://a.b/c';
  assertEquals(redactor.text(prose), prose);
});

Deno.test("Redactor obeys its patterns only", () => {
  const own = new Redactor(["iban"]);
  assert(own.hides("creditorIBAN"));
  assert(!own.hides("password"));
  assertEquals(new Redactor([]).value({ password: "x" }), { password: "x" });
});
