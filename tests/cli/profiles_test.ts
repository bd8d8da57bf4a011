import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import { loadProfiles } from "../../cli/profiles/load_profiles.ts";
import { namedTarget, standardTarget } from "../../cli/target.ts";
import { Arguments } from "../../cli/arguments.ts";
import { runCli } from "../_support/cli.ts";
import { freePort } from "../_support/ports.ts";
import { makeFolder } from "./_program.ts";
import { startServer } from "./_server.ts";

/** Variables with a file of profiles. */
async function withProfiles(text: string, variables: Readonly<Record<string, string>> = {}) {
  const folder = await makeFolder({ "profiles.toml": text });
  const path = `${folder.path}/profiles.toml`;
  const all: Readonly<Record<string, string>> = { ...variables, TASKER_PROFILES: path };
  return {
    path,
    env: (name: string) => all[name] || undefined,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const options = (given: Readonly<Record<string, string>>) => new Arguments(new Map(), given);

const TWO = `default = "here"
[profile.here]
database_url = "postgres://h/d"
[profile.there]
server = "https://tasker.test"
api_key = "\${THERE_KEY}"
timeout_seconds = 20
`;

Deno.test("namedTarget() obeys options before the profile, and that before TASKER_SERVER", async () => {
  await using files = await withProfiles(TWO, {
    TASKER_PROFILE: "there",
    TASKER_SERVER: "http://variable",
    THERE_KEY: "secret",
  });
  const { env } = files;
  assertEquals((await namedTarget(options({ server: "http://option" }), env))?.url, "http://option");
  const database = await namedTarget(options({ "database-url": "postgres://o/d" }), env);
  assertEquals([database?.kind, database?.url], ["database", "postgres://o/d"]);
  assertEquals((await namedTarget(options({ profile: "here" }), env))?.url, "postgres://h/d");
  assertEquals(await namedTarget(options({}), env), {
    kind: "server",
    url: "https://tasker.test",
    origin: 'profile "there"',
    apiKey: "secret",
    token: undefined,
    timeoutSeconds: 20,
  });
  const noProfile = (name: string) => name === "TASKER_PROFILE" ? undefined : env(name);
  assertEquals((await namedTarget(options({}), noProfile))?.url, "http://variable");
});

Deno.test("standardTarget() takes DATABASE_URL, the default profile, then the configuration", async () => {
  await using files = await withProfiles(TWO);
  assertEquals((await standardTarget(files.env)).origin, 'profile "here"');
  const withUrl = (name: string) => name === "DATABASE_URL" ? "postgres://x/y" : files.env(name);
  assertEquals((await standardTarget(withUrl)).origin, "configuration");
  await using none = await withProfiles("");
  assertEquals((await standardTarget(none.env)).origin, "configuration");
});

Deno.test("loadProfiles() says what is wrong, where, and the nearest name", async () => {
  const cases: [string, string][] = [
    ['[profile.a]\nsever = "http://x"', 'profile.a: unknown key "sever", did you mean "server"?'],
    ['[profile.a]\ndescription = "x"', 'profile.a: must have either "server" or "database_url"'],
    ["[profile.a]\nserver = 1", '"server" must be a string'],
    [
      '[profile.a]\nserver = "http://x"\napi_key = "a"\ntoken = "b"',
      'must not have both "api_key" and "token"',
    ],
    ['[profile.a]\nserver = "http://x"\ntimeout_seconds = 0', '"timeout_seconds" must be from 1 to 3600'],
    ['default = "b"\n[profile.a]\nserver = "http://x"', 'default: there is no profile "b"'],
    ["[profle.a]\nserver = 'http://x'", 'unknown key "profle", did you mean "profile"?'],
    ["[profile", "profiles.toml"],
  ];
  for (const [text, message] of cases) {
    await using files = await withProfiles(text);
    const error = await loadProfiles(files.env).catch((error) => error);
    assertStringIncludes(error.message, message);
  }
});

Deno.test("a profile whose variable is not set can be listed, and says so when it is used", async () => {
  await using files = await withProfiles(TWO);
  const { byName } = await loadProfiles(files.env);
  assertEquals(byName.get("there")?.faults.length, 1);
  const error = await namedTarget(options({ profile: "there" }), files.env).catch((error) => error);
  assertStringIncludes(error.message, "needs the environment variable THERE_KEY, which is not set");
  const near = await namedTarget(options({ profile: "ther" }), files.env).catch((error) => error);
  assertEquals(near.hint, 'Did you mean "there"?');
});

Deno.test("profiles are added, listed, checked and removed, and commands work against them", async () => {
  await using server = await startServer();
  await using folder = await makeFolder();
  const path = `${folder.path}/tasker/profiles.toml`;
  Deno.env.set("TASKER_PROFILES", path);
  using _ = { [Symbol.dispose]: () => Deno.env.delete("TASKER_PROFILES") };

  const add = await runCli([
    "profile",
    "add",
    "there",
    "--server",
    server.url,
    "--api-key",
    "k",
    "--default",
  ]);
  assertEquals([add.code, add.stderr], [EXIT.ok, ""]);
  if (Deno.build.os !== "windows") assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  const twice = await runCli(["profile", "add", "there", "--server", server.url]);
  assertEquals([twice.code, twice.stdout], [EXIT.usage, ""]);
  await Deno.writeTextFile(path, `# mine\n${await Deno.readTextFile(path)}`);
  await runCli(["profile", "add", "db", "--database-url", `${server.db.url}`, "--description", "direct"]);

  const { stdout } = await runCli(["profile", "list", "--json"]);
  const listed = JSON.parse(stdout).profiles;
  assertEquals(
    listed.map(({ name, kind, is_standard }: Record<string, unknown>) => [name, kind, is_standard]),
    [
      ["there", "server", true],
      ["db", "database", false],
    ],
  );
  assert(!stdout.includes('"k"'), "the key is shown");

  for (const name of ["there", "db"]) {
    const answer = await runCli(["template", "list", "--profile", name, "--env", "test", "--json"]);
    assertEquals([answer.code, JSON.parse(answer.stdout)[0].name], [EXIT.ok, "pair"]);
    const check = await runCli(["profile", "check", "--profile", name, "--env", "test"]);
    assertEquals(check.code, EXIT.ok, check.stdout + check.stderr);
  }
  const refused = await runCli(["queue", "stats", "--profile", "there", "--env", "test"]);
  assertEquals(refused.code, EXIT.usage);
  assertStringIncludes(refused.stderr, 'as profile "there" asks: the command works on the database itself');

  assertEquals((await runCli(["profile", "remove", "there"])).code, EXIT.ok);
  const text = await Deno.readTextFile(path);
  assert(text.startsWith("# mine") && !text.includes("there") && !text.includes("default"), text);
  assertEquals((await runCli(["profile", "remove", "there"])).code, EXIT.usage);
});

Deno.test("a command says that the server does not answer", async () => {
  const url = `http://127.0.0.1:${freePort()}`;
  const { code, stderr } = await runCli(["task", "list", "--server", url, "--env", "test"]);
  assertEquals(code, EXIT.databaseUnavailable);
  assertStringIncludes(stderr, `error[TK503]: Cannot reach tasker at "${url}": nothing listens there`);
  const wrong = await runCli(["task", "list", "--server", "tasker.test"]);
  assertEquals(wrong.code, EXIT.usage);
  for (const secret of [url.replace("//", "//me:hunter2@"), "ftp://me:hunter2@tasker.test"]) {
    const { stderr } = await runCli(["task", "list", "--server", secret]);
    assert(stderr.includes("***REDACTED***") && !stderr.includes("hunter2"), stderr);
  }
  const both = await runCli(["task", "list", "--server", url, "--profile", "x"]);
  assertStringIncludes(both.stderr, "Options --server and --profile exclude each other");
});
