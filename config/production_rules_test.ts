import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "./config_error.ts";
import { loadConfig, type LoadConfigOptions } from "./load.ts";

const SECRET = "a9Qm2Zx7Lr4Wv8Tn3Kc6Yb1Hs5Jd0Pf+eUgRiOa";

async function faultsOf(
  toml: string,
  options: LoadConfigOptions = {},
): Promise<string[]> {
  const root = await Deno.makeTempDir({ prefix: "tasker-config-" });
  try {
    await Deno.mkdir(`${root}/base`);
    for (const table of toml.split(/^(?=#)/m)) {
      const name = table.match(/^#(\w+)/)?.[1];
      if (name !== undefined) await Deno.writeTextFile(`${root}/base/${name}.toml`, table);
    }
    const load = () => loadConfig({ root, environment: "production", env: () => undefined, ...options });
    const error: ConfigError = await assertRejects(load, ConfigError);
    return error.faults.map(({ key }) => key);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("production refuses to let everybody in, wherever that was written", async () => {
  assertEquals(await faultsOf('#auth\n[auth]\nmode = "open"\n'), ["auth.mode"]);
  const env = (name: string) => name === "TASKER_AUTH_MODE" ? "open" : undefined;
  assertEquals(await faultsOf("#web\n[web]\n", { env }), ["auth.mode"]);
});

Deno.test("production refuses pages of every origin", async () => {
  assertEquals(await faultsOf('#web\n[web]\ncors_origins = ["*"]\n'), ["web.cors_origins"]);
});

Deno.test("production refuses secrets that were made for development", async () => {
  const login = (secret: string) => `#auth\n[auth.login]\nenabled = true\nsigning_secret = "${secret}"\n`;
  assertEquals(await faultsOf(login(`development-${SECRET}`)), ["auth.login.signing_secret"]);
  assertEquals(await faultsOf(login("ab".repeat(20))), ["auth.login.signing_secret"]);
});

Deno.test("signatures need a key, an issuer and an audience, and HS256 goes alone", async () => {
  assertEquals(await faultsOf('#auth\n[auth.jwt]\nalgorithms = ["RS256"]\n'), [
    "auth.jwt.issuer",
    "auth.jwt.audience",
    "auth.jwt",
  ]);
  const mixed =
    `#auth\n[auth.jwt]\nalgorithms = ["RS256", "HS256"]\nissuer = "i"\naudience = "a"\nsecret = "${SECRET}"\n`;
  assertEquals(await faultsOf(mixed), ["auth.jwt.algorithms"]);
});
