/** Configuration files and variables of every kind: each gives a configuration, or an error that names file and key. */
import { ok } from "node:assert/strict";
import fc from "fast-check";
import { ConfigError, loadConfig } from "../../config/mod.ts";
import { runs } from "./_run.ts";

const BASE = new URL("../../config/base/", import.meta.url);

/** Values as TOML has them, and as it has not. */
const anyLiteral = fc.constantFrom(
  ...[
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "nan",
    "inf",
    '""',
    '"x"',
    "[]",
    '["a", 1]',
    "{}",
    "{ a = 1 }",
    "1979-05-27T07:32:00Z",
  ],
  ...[
    '"${HOME}"',
    '"${NOT_SET}"',
    '"${NOT_SET:-5}"',
    '"${"',
    '"${A:-${B}}"',
    '"\\u0000"',
    "9223372036854775808",
    "0x",
    "'''",
    "=",
    "[",
    "",
  ],
);

/** The package's files with some lines changed. */
async function anyFile(): Promise<fc.Arbitrary<readonly [name: string, text: string]>> {
  const files: fc.Arbitrary<readonly [string, string]>[] = [];
  for await (const { name } of Deno.readDir(BASE)) {
    const lines = (await Deno.readTextFile(new URL(name, BASE))).split("\n");
    const change = fc.tuple(
      fc.nat(lines.length - 1),
      anyLiteral,
      fc.constantFrom("value", "line", "key", "drop"),
    );
    files.push(
      fc.array(change, { maxLength: 3 }).map((changes) => {
        const changed = [...lines];
        for (const [at, literal, how] of changes) changed[at] = changedLine(changed[at] ?? "", literal, how);
        return [name, changed.join("\n")] as const;
      }),
    );
  }
  return fc.oneof(...files);
}

function changedLine(line: string, literal: string, how: string): string {
  if (how === "line") return literal;
  if (how === "drop") return "";
  return how === "key" ? `unheard_of_${line}` : line.replace(/=.*$/, `= ${literal}`);
}

Deno.test("loadConfig() gives a configuration or names every fault", async () => {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(`${root}/base`);
  let [sound, faulty] = [0, 0];
  const variables = fc.dictionary(
    fc.constantFrom("DATABASE_URL", "TASKER_DATA_DIR", "TASKER_WEB_BIND_ADDRESS", "HOME", "A"),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  await fc.assert(
    fc.asyncProperty(
      await anyFile(),
      variables,
      fc.constantFrom("test", "production", "nowhere", "..", ""),
      async ([name, text], env, environment) => {
        await Deno.writeTextFile(`${root}/base/${name}`, text);
        try {
          await loadConfig({ root, environment, env: (key) => env[key] });
          sound += 1;
        } catch (error) {
          ok(error instanceof ConfigError, `${error instanceof Error ? error.stack : error}`);
          ok(
            error.faults.length > 0 &&
              error.faults.every(({ source, reason }) => source !== "" && reason !== ""),
            error.message,
          );
          faulty += 1;
        } finally {
          await Deno.remove(`${root}/base/${name}`);
        }
      },
    ),
    runs(300),
  );
  ok(sound > 0 && faulty > 0, `${sound} were sound, ${faulty} were not: the fuzz is blunt`);
  await Deno.remove(root, { recursive: true });
});
