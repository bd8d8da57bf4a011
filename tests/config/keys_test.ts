import { assertEquals } from "@std/assert";
import { KEY_FACTS, renderConfigDocs } from "../../config/mod.ts";

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

/**
 * A key is read where code outside the config room has its name; a name of one word, which other things may have too,
 * only beside the table's name or type. Some tables are read by a function of the config room itself, which names their type.
 */
Deno.test("every key is read by something", async () => {
  const sources = await Promise.all((await codeOf(ROOMS)).map((path) => Deno.readTextFile(path)));
  const components = await Promise.all(
    (await codeOf(["config"])).map((path) => Deno.readTextFile(path)),
  );
  const unread = [...KEY_FACTS.values()].filter(({ key, kind }) => {
    const [name = "", table = ""] = key.split(".").map(camel).toReversed();
    const isDistinct = /[A-Z]/.test(name);
    const aboutTable = new RegExp(`\\b${table}\\b|\\b\\w*${pascal(table)}Config\\b`);
    const isRead = (text: string) => hasWord(text, name) && (isDistinct || aboutTable.test(text));
    const taken = new RegExp(`(?:\\.|[{,]\\s*)${name}\\b(?!\\??:)`);
    const isReadAtHome = (text: string) =>
      new RegExp(`\\b${pascal(table)}Config\\b`).test(text) && taken.test(text);
    return kind !== "object" && !sources.some(isRead) && !components.some(isReadAtHome);
  });
  assertEquals(unread.map(({ key }) => key), []);
});

async function codeOf(rooms: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  const walk = async (folder: URL) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await walk(new URL(`${name}/`, folder));
      else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) paths.push(new URL(name, folder).pathname);
    }
  };
  for (const room of rooms) await walk(new URL(`${room}/`, PACKAGE));
  return paths;
}

/** Whether code has a name other than in a comment. */
function hasWord(text: string, name: string): boolean {
  return new RegExp(`^(?!\\s*(?:\\*|/[/*])).*\\b${name}\\b`, "m").test(text);
}

function camel(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
