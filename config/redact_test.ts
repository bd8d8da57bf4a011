import { assert, assertEquals } from "@std/assert";
import { loadConfig } from "./load.ts";
import { redact, redactUrl } from "./redact.ts";

Deno.test("redactUrl() hides the password and keeps the rest", () => {
  assertEquals(
    redactUrl("postgres://user:secret@host:5433/name"),
    "postgres://user:***REDACTED***@host:5433/name",
  );
  assertEquals(redactUrl("postgres://user@host/name"), "postgres://user@host/name");
});

Deno.test("redactUrl() hides passwords among the parameters", () => {
  assert(!redactUrl("postgres://host/name?user=a&password=secret&sslmode=require").includes("secret"));
});

Deno.test("redactUrl() hides text that is no URL as a whole", () => {
  assertEquals(redactUrl("host=h password=secret"), "***REDACTED***");
});

Deno.test("redact() leaves no secret in a configuration and the original untouched", async () => {
  const url = "postgres://user:hunter2@host/name";
  const signingSecret = "hunter2".repeat(5);
  const base = await loadConfig({ env: () => undefined, overrides: { database: { url, listenUrl: url } } });
  const config = {
    ...base,
    secrets: { ...base.secrets, keys: [`now:${signingSecret}`] },
    auth: {
      ...base.auth,
      jwt: { ...base.auth.jwt, secret: signingSecret },
      login: { ...base.auth.login, signingSecret },
    },
  };
  assert(!JSON.stringify(redact(config)).includes("hunter2"));
  assertEquals([config.database.url, config.database.listenUrl], [url, url]);
});
