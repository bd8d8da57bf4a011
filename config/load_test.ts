import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConfigError, type ConfigFault, formatConfigFault } from "./config_error.ts";
import { KEY_FACTS } from "./key_facts.ts";
import { loadConfig, type LoadConfigOptions, traceConfig } from "./load.ts";

/** A folder of files that is gone at the end of the test. */
async function rootWith(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "tasker-config-" });
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(`${path}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

function environmentOf(variables: Readonly<Record<string, string>> = {}): Pick<LoadConfigOptions, "env"> {
  return { env: (name) => variables[name] };
}

async function faultsOf(options: LoadConfigOptions): Promise<readonly ConfigFault[]> {
  const error: ConfigError = await assertRejects(
    () => loadConfig({ ...environmentOf(), ...options }),
    ConfigError,
  );
  return error.faults;
}

async function faultOf(
  file: string,
  text: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  await using root = await rootWith({ [file]: text });
  const faults = await faultsOf({ root: root.path, ...environmentOf(variables) });
  assertEquals(faults.length, 1, JSON.stringify(faults));
  return faults.map(formatConfigFault).join().replace(`${root.path}/`, "");
}

for (const environment of ["test", "development", "production"]) {
  Deno.test(`loadConfig() finds the package's ${environment} files valid`, async () => {
    const config = await loadConfig({ environment, ...environmentOf() });
    assertEquals(config.environment, environment);
  });
}

Deno.test("loadConfig() takes development unless TASKER_ENV says otherwise", async () => {
  assertEquals((await loadConfig(environmentOf())).environment, "development");
  assertEquals((await loadConfig(environmentOf({ TASKER_ENV: "" }))).environment, "development");
  assertEquals((await loadConfig(environmentOf({ TASKER_ENV: "test" }))).environment, "test");
});

Deno.test("loadConfig() lays environment over base key by key", async () => {
  await using root = await rootWith({
    "base/orchestration.toml":
      "[orchestration]\ninstances = 2\n[orchestration.batch]\ntimers = 7\nleases = 8\n",
    "environments/staging/orchestration.toml": "[orchestration.batch]\nleases = 9\n",
  });
  const { orchestration } = await loadConfig({ ...environmentOf(), root: root.path, environment: "staging" });
  assertEquals(orchestration.instances, 2);
  assertEquals(orchestration.batch.timers, 7);
  assertEquals(orchestration.batch.leases, 9);
  assertEquals(orchestration.transport, "direct");
});

Deno.test("loadConfig() replaces arrays as a whole", async () => {
  await using root = await rootWith({
    "base/worker.toml": '[worker]\nnamespaces = ["a", "b"]\n',
    "environments/test/worker.toml": '[worker]\nnamespaces = ["c"]\n',
  });
  const { worker } = await loadConfig({ ...environmentOf(), root: root.path, environment: "test" });
  assertEquals(worker.namespaces, ["c"]);
});

Deno.test("loadConfig() puts variables above files and overrides above variables", async () => {
  await using root = await rootWith({
    "base/database.toml": '[database]\nurl = "postgres://file/a"\ndata_dir = "of-file"\n',
  });
  const config = await loadConfig({
    root: root.path,
    ...environmentOf({
      DATABASE_URL: "postgres://variable/a",
      TASKER_DATA_DIR: "of-variable",
      TASKER_WEB_BIND_ADDRESS: "[::1]:9",
    }),
    overrides: { database: { url: "postgres://option/a" } },
  });
  assertEquals(config.database.url, "postgres://option/a");
  assertEquals(config.database.dataDir, "of-variable");
  assertEquals(config.web.bindAddress, "[::1]:9");
});

Deno.test("loadConfig() takes an address for listening only beside the database's own", async () => {
  const listening = { TASKER_LISTEN_URL: "postgres://user:hunter2@host/db" };
  const { database } = await loadConfig(
    environmentOf({ DATABASE_URL: "postgres://pooler/db", ...listening }),
  );
  assertEquals(database.listenUrl, "postgres://user:hunter2@host/db");
  const elsewhere = { url: "postgres://elsewhere/db" };
  const { config, origins } = await traceConfig({
    ...environmentOf(listening),
    overrides: { database: elsewhere },
  });
  assertEquals([config.database.listenUrl, origins.has("database.listen_url")], [undefined, false]);
  const [fault] = await faultsOf(environmentOf(listening));
  assertEquals([fault?.source, fault?.key], ["env TASKER_LISTEN_URL", "database.listen_url"]);
  assert(!JSON.stringify(fault).includes("hunter2"));
});

Deno.test("loadConfig() ignores an empty variable", async () => {
  const { database } = await loadConfig(environmentOf({ DATABASE_URL: "" }));
  assertEquals(database.url, undefined);
});

Deno.test("loadConfig() derives buffer and heartbeat from slots and lease", async () => {
  const { worker } = await loadConfig({
    ...environmentOf(),
    overrides: { worker: { maxConcurrentSteps: 3, leaseSeconds: 60 } },
  });
  assertEquals(worker.bufferSize, 6);
  assertEquals(worker.heartbeatSeconds, 20);
});

Deno.test("loadConfig() puts variables and defaults into strings, and into numbers", async () => {
  await using root = await rootWith({
    "base/worker.toml":
      '[worker]\nmax_concurrent_steps = "${SLOTS:-12}"\nlease_seconds = "${LEASE}"\nnamespaces = ["${NS:-x}"]\n',
    "base/database.toml":
      '[database]\nurl = "postgres://u:${PASSWORD}@h/${NAME:-db}"\ndata_dir = "${DIGITS}"\n',
  });
  const config = await loadConfig({
    root: root.path,
    ...environmentOf({ LEASE: "45", PASSWORD: "p", NAME: "", DIGITS: "12" }),
  });
  assertEquals(config.worker.maxConcurrentSteps, 12);
  assertEquals(config.worker.leaseSeconds, 45);
  assertEquals(config.worker.namespaces, ["x"]);
  assertEquals(config.database.url, "postgres://u:p@h/db");
  assertEquals(config.database.dataDir, "12");
});

Deno.test("loadConfig() lets no variable add a key", async () => {
  await using root = await rootWith({ "base/database.toml": '[database]\ndata_dir = "${DIR}"\n' });
  const { database } = await loadConfig({
    root: root.path,
    ...environmentOf({ DIR: 'x"\nurl = "postgres://evil/' }),
  });
  assertEquals(database.url, undefined);
});

Deno.test("loadConfig() names the variable that is not set", async () => {
  assertEquals(
    await faultOf("base/database.toml", '[database]\ndata_dir = "${NOWHERE}/x"\n'),
    "base/database.toml:2: database.data_dir needs the environment variable NOWHERE, which is not set",
  );
});

Deno.test("loadConfig() refuses a malformed reference", async () => {
  assertEquals(
    await faultOf("base/database.toml", '[database]\ndata_dir = "${1X}"\n'),
    'base/database.toml:2: database.data_dir has "${1X}", which is neither ${NAME} nor ${NAME:-default}',
  );
});

Deno.test("loadConfig() names file and line of text that is not TOML, and nothing that follows from it", async () => {
  const fault = await faultOf("base/worker.toml", "[worker]\nlease_seconds = ]\n");
  assert(/^base\/worker\.toml:2: Cannot parse/.test(fault), fault);
});

for (
  const line of ["url = postgres://user:hunter2@host/db", "keys = [\n  2026:hunter2 ]", 'keys = ["""hunter2']
) {
  Deno.test(`loadConfig() keeps what a line holds that is not TOML to itself: ${line}`, async () => {
    const fault = await faultOf("base/database.toml", `[database]\n${line}\n`);
    assert(fault.startsWith("base/database.toml:") && !fault.includes("hunter2"), fault);
  });
}

Deno.test("loadConfig() refuses a key that is written twice", async () => {
  assertEquals(
    await faultOf("base/worker.toml", "[worker]\nlease_seconds = 10\nlease_seconds = 20\n"),
    "base/worker.toml:3: worker.lease_seconds is written twice, first on line 2",
  );
});

Deno.test("loadConfig() suggests the nearest key for an unknown one", async () => {
  assertEquals(
    await faultOf("base/worker.toml", "[worker]\nlease_second = 10\n"),
    'base/worker.toml:2: worker.lease_second is not a key; did you mean "lease_seconds"?',
  );
});

Deno.test("loadConfig() lists the keys when no name is near", async () => {
  assertEquals(
    await faultOf("base/logging.toml", "[logging]\ncolour_of_the_sky = 1\n"),
    "base/logging.toml:2: logging.colour_of_the_sky is not a key; [logging] has level, format, capture_console",
  );
});

Deno.test("loadConfig() refuses a file that no component reads", async () => {
  assertEquals(
    await faultOf("base/wroker.toml", "[worker]\n"),
    'base/wroker.toml: no component is called "wroker"; did you mean "worker.toml"?',
  );
});

Deno.test("loadConfig() refuses a table of another component", async () => {
  assertEquals(
    await faultOf("base/worker.toml", "[web]\nmax_body_bytes = 2048\n"),
    "base/worker.toml:1: web does not belong here: the file holds the table [worker] only",
  );
});

Deno.test("loadConfig() says what a key accepts and what it met", async () => {
  const cases = {
    "lease_seconds = 4": "worker.lease_seconds must be 5 to 3600 s, not 4",
    "lease_seconds = 5.5": "worker.lease_seconds must be a whole number, not 5.5",
    'lease_seconds = "soon"': 'worker.lease_seconds must be 5 to 3600 s, not "soon"',
    'completion = "Inline"': 'worker.completion must be "inline" or "queued", not "Inline"',
    "namespaces = [3]": "worker.namespaces[0] must be a string, not 3",
    "namespaces = 3": "worker.namespaces must be an array, not 3",
    'namespaces = ["A"]': 'worker.namespaces[0] must be snake_case, not "A"',
    'health_bind_address = "h:99999"':
      'worker.health_bind_address must be "host:port" with a port of 0 to 65535, not "h:99999"',
    "heartbeat_seconds = 16": "worker.heartbeat_seconds must be at most half of lease_seconds (15), not 16",
    "buffer_size = 1": "worker.buffer_size must be at least max_concurrent_steps (10), not 1",
  };
  for (const [line, reason] of Object.entries(cases)) {
    assertEquals(await faultOf("base/worker.toml", `[worker]\n${line}\n`), `base/worker.toml:2: ${reason}`);
  }
});

Deno.test("loadConfig() lists every fault at once", async () => {
  await using root = await rootWith({
    "base/worker.toml": '[worker]\nlease_seconds = 1\nslots = 3\ntemplate_paths = ["${GONE}"]\n',
    "environments/development/web.toml": "[web\n",
    "base/backoff.toml": "[backoff]\njitter = 2\nbase_ms = 5000\nmax_ms = 10\n",
  });
  const faults = await faultsOf({ root: root.path, ...environmentOf({ DATABASE_URL: "mysql://x" }) });
  assertEquals(
    faults.map(({ key }) => key).sort(),
    [
      "",
      "backoff.jitter",
      "backoff.max_ms",
      "database.url",
      "worker.lease_seconds",
      "worker.slots",
      "worker.template_paths[0]",
    ],
  );
});

Deno.test("loadConfig() keeps a bad URL to itself", async () => {
  const [fault] = await faultsOf(environmentOf({ DATABASE_URL: "mysql://user:hunter2@host/db" }));
  assertEquals(fault?.source, "env DATABASE_URL");
  assert(!JSON.stringify(fault).includes("hunter2"));
});

Deno.test("loadConfig() says what a rule of several keys asks, and quotes no secret of theirs", async () => {
  const secret = "a9Qm2Zx7Lr4Wv8Tn3Kc6Yb1Hs5Jd0PfXyZw";
  const jwt =
    `[auth.jwt]\nalgorithms = ["HS256"]\nissuer = "i"\nsecret = "${secret}"\njwks_url = "https://a/b"\n`;
  await using root = await rootWith({ "base/auth.toml": jwt });
  const faults = await faultsOf({ root: root.path });
  assertEquals(faults.map(({ key, reason }) => `${key} ${reason}`), [
    "auth.jwt.audience is needed where jwt.algorithms names any",
    "auth.jwt takes exactly one of secret, public_key_file, jwks_file and jwks_url",
  ]);
});

Deno.test("loadConfig() suggests the nearest environment", async () => {
  const [fault] = await faultsOf({ environment: "prodution" });
  assertEquals(fault?.reason, 'no environment is called "prodution"; did you mean "production"?');
});

Deno.test("loadConfig() refuses a root that is no folder", async () => {
  const [fault] = await faultsOf({ root: "/nowhere/at/all" });
  assertStringIncludes(fault?.reason, "is not a folder");
});

Deno.test("traceConfig() tells where each value was written", async () => {
  const { origins } = await traceConfig({
    environment: "test",
    ...environmentOf({ DATABASE_URL: "postgres://h/d" }),
    overrides: { logging: { level: "debug" } },
  });
  assertEquals(origins.get("database.url")?.source, "env DATABASE_URL");
  assertEquals(origins.get("logging.level")?.source, "option");
  assertEquals(origins.get("web.bind_address")?.source, "config/environments/test/web.toml");
});

Deno.test("the base files hold every key but the derived and optional ones", async () => {
  const { origins } = await traceConfig(environmentOf());
  const missing = [...KEY_FACTS.keys()].filter((key) => !origins.has(key));
  const own = missing.filter((key) => !key.startsWith("circuit_breakers.components."));
  assertEquals(own, [
    "database.url",
    "database.listen_url",
    "worker.buffer_size",
    "worker.heartbeat_seconds",
    "web.tls.certificate_file",
    "web.tls.key_file",
    "auth.jwt.secret",
    "auth.jwt.public_key_file",
    "auth.jwt.jwks_file",
    "auth.jwt.jwks_url",
    "auth.jwt.issuer",
    "auth.jwt.audience",
    "auth.login.signing_secret",
    "auth.login.signing_key_file",
    "secrets.active_key",
    "secrets.keys_file",
  ]);
});

Deno.test("every key says what it does", () => {
  for (const facts of KEY_FACTS.values()) {
    if (facts.key.includes(".")) assert(facts.summary !== "", facts.key);
  }
});

Deno.test("loadConfig() passes over an override that is undefined", async () => {
  const { database } = await loadConfig({
    ...environmentOf({ DATABASE_URL: "postgres://h/d" }),
    overrides: { database: { url: undefined } },
  });
  assertEquals(database.url, "postgres://h/d");
});

Deno.test("loadConfig() takes a certificate only together with its key", async () => {
  await using root = await rootWith({ "base/web.toml": '[web.tls]\ncertificate_file = "a.pem"\n' });
  const error = await assertRejects(() => loadConfig({ ...environmentOf(), root: root.path }), ConfigError);
  assertStringIncludes(error.message, "must have certificate_file and key_file, or neither");
});
