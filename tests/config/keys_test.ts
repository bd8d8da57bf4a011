import { assertEquals, assertNotEquals } from "@std/assert";
import { circuitOf, type Config, type ConfigOverrides, loadConfig } from "../../config/mod.ts";
import { KEY_FACTS } from "../../config/key_facts.ts";
import { renderConfigDocs } from "../../config/render_docs.ts";
import { loadSecretKeys } from "../../config/secret_keys.ts";

const PACKAGE = new URL("../../", import.meta.url);

/** Rooms whose code could read a key. */
const ROOMS = ["orchestration", "worker", "sql", "cli", "client", "core"];

Deno.test("docs/configuration.md is what `tasker config docs` writes", async () => {
  const written = await Deno.readTextFile(new URL("docs/configuration.md", PACKAGE));
  assertEquals(written, await renderConfigDocs());
});

Deno.test("every key has a unit where it is a number", () => {
  const bare = [...KEY_FACTS.values()].filter(({ kind, unit }) =>
    ["integer", "number"].includes(kind) && unit === undefined
  );
  assertEquals(bare.map(({ key }) => key), []);
});

const CIRCUITS = ["web", "orchestration", "worker", "jwks"] as const;

/** What functions of the config room make of keys; whoever calls one as is written here has read them. */
const AT_HOME: readonly {
  readonly keys: RegExp;
  readonly calls: readonly string[];
  readonly outcome: (config: Config) => unknown;
}[] = [
  {
    keys: /^circuit_breakers\./,
    calls: CIRCUITS.map((circuit) => `circuitOf(config.circuitBreakers, "${circuit}")`),
    outcome: ({ circuitBreakers }) => CIRCUITS.map((circuit) => circuitOf(circuitBreakers, circuit)),
  },
  {
    keys: /^secrets\.keys_file$/,
    calls: ["await loadSecretKeys("],
    outcome: ({ secrets }) => loadSecretKeys(secrets, "test").catch(String),
  },
];

Deno.test("every key is read by code outside of the config room, where it has an effect", async () => {
  const code = await codeOf(ROOMS);
  const keys = [...KEY_FACTS.values()].filter(({ kind }) => kind !== "object").map(({ key }) => key);
  const isRead = (key: string) => code.some((text) => reads(text, key));
  assertEquals(["worker.lease_secondz", "caches.lease_seconds"].filter(isRead), [], "the look is blind");

  const unread = keys.filter((key) => !isRead(key));
  const atHome = AT_HOME.flatMap(({ keys }) => unread.filter((key) => keys.test(key)));
  assertEquals(unread.filter((key) => !atHome.includes(key)), []);
});

for (const { keys, calls, outcome } of AT_HOME) {
  Deno.test(`every key of ${keys.source} changes what the config room makes of them, and others ask for that`, async () => {
    const code = await codeOf(ROOMS);
    assertEquals(calls.filter((call) => !code.some((text) => text.includes(call))), []);
    for (const facts of [...KEY_FACTS.values()].filter(({ key }) => keys.test(key))) {
      if (facts.kind === "object") continue;
      const values = facts.kind === "boolean"
        ? [true, false]
        : facts.kind === "string"
        ? ["/no/such/file", undefined]
        : [facts.range?.least, facts.range?.greatest];
      const [one, other] = await Promise.all(values.map(async (value) => {
        const overrides = overriding(facts.key.split(".").map(camel), value);
        return await outcome(await loadConfig({ environment: "test", env: () => undefined, overrides }));
      }));
      assertNotEquals(one, other, facts.key);
    }
  });
}

/** Code that has an effect: without comments and declarations of members. */
async function codeOf(rooms: readonly string[]): Promise<string[]> {
  const texts: Promise<string>[] = [];
  const walk = async (folder: URL) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await walk(new URL(`${name}/`, folder));
      else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
        texts.push(Deno.readTextFile(new URL(name, folder)));
      }
    }
  };
  for (const room of rooms) await walk(new URL(`${room}/`, PACKAGE));
  const silent = /\/\*[^]*?\*\/|^\s*\/\/.*$|^(?:export )?interface [^]*?^\}$/gm;
  return (await Promise.all(texts)).map((text) => text.replaceAll(silent, ""));
}

/** Whether code takes the member out of something, and names the table that has it, or the table's type. */
function reads(code: string, key: string): boolean {
  const [name = "", table = ""] = key.split(".").map(camel).toReversed();
  const taken = new RegExp(`\\.${name}\\b|\\{[^{}]*\\b${name}\\b[^{}]*\\}(?: = |: )`);
  const aboutTable = new RegExp(`\\b(?:${table}|\\w*${table}Config)\\b`, "i");
  return taken.test(code) && aboutTable.test(code);
}

/** One value, at its path. */
function overriding(path: readonly string[], value: unknown): ConfigOverrides {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value) as ConfigOverrides;
}

function camel(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
