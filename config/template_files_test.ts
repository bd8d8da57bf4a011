import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatTemplateFileFault, type LoadedTemplates, loadTemplates } from "./template_files.ts";

const YAML = `
namespace_name: orders
name: fulfil
version: 1.0.0
steps:
  - name: a
    handler: { callable: orders.a }
  - name: b
    handler: { callable: orders.b }
    depends_on: [a]
environments:
  test:
    steps: [{ name: ALL, timeout_seconds: 5 }]
`;

const TOML = `
namespace = "orders"
name = "refund"
version = "2.0.0"
[[steps]]
name = "a"
[steps.handler]
callable = "orders.a"
[steps.handler.initialization]
since = 2026-01-01T00:00:00Z
`;

const JSON_TEXT =
  '{"namespace":"orders","name":"third","version":"1.0.0","steps":[{"name":"a","handler":{"callable":"x"}}]}';

/** Loads what `paths` give in a folder with `files`. */
async function load(files: Record<string, string>, paths: readonly string[]): Promise<LoadedTemplates> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/deep/er`, { recursive: true });
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
    const loaded = await loadTemplates(paths.map((path) => `${folder}/${path}`), "test");
    const inFolder = <T extends { file: string }>(found: T) => ({
      ...found,
      file: found.file.slice(folder.length + 1),
    });
    return { templates: loaded.templates.map(inFolder), faults: loaded.faults.map(inFolder) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loadTemplates() reads YAML, TOML and JSON from files, folders and globs, each file once", async () => {
  const files = {
    "a.yaml": YAML,
    "deep/b.toml": TOML,
    "deep/er/c.json": JSON_TEXT,
    "deep/README.md": "no template",
  };
  for (
    const paths of [["."], ["a.yaml", "deep"], ["**/*.{yaml,toml,json}"], [
      "*.yaml",
      "deep/b.toml",
      "deep/er",
      ".",
    ]]
  ) {
    const { templates, faults } = await load(files, paths);
    assertEquals(faults, []);
    assertEquals(templates.map(({ file, template }) => [file, template.name]), [
      ["a.yaml", "fulfil"],
      ["deep/b.toml", "refund"],
      ["deep/er/c.json", "third"],
    ]);
  }
});

Deno.test("loadTemplates() merges the environment's overrides and writes dates as text", async () => {
  const { templates } = await load({ "a.yaml": YAML, "b.toml": TOML }, ["."]);
  assertEquals(templates[0]?.template.steps.map((step) => step.timeout_seconds), [5, 5]);
  assertEquals(templates[1]?.template.steps[0]?.handler.initialization, {
    since: "2026-01-01T00:00:00.000Z",
  });
});

Deno.test("loadTemplates() reports the faults of all files together, with file and line", async () => {
  const files = {
    "a.yaml": "name: x\nname: y\n",
    "b.yml": YAML.replace("[a]", "[c]"),
    "c.toml": 'name = "x"\nversion = \n',
    "d.json": "{",
    "e.yaml": "",
    "f.txt": "",
    "g.yaml": YAML,
    "h.yaml": YAML,
  };
  const { templates, faults } = await load(files, [".", "f.txt", "gone.yaml"]);
  assertEquals(templates.map(({ file }) => file), ["g.yaml", "h.yaml"]);
  assertEquals(faults.map(({ file, line, path }) => [file, line, path]), [
    ["a.yaml", 2, ""],
    ["b.yml", undefined, "steps[1].depends_on[0]"],
    ["c.toml", 3, ""],
    ["d.json", undefined, ""],
    ["e.yaml", undefined, ""],
    ["f.txt", undefined, ""],
    ["gone.yaml", undefined, ""],
    ["h.yaml", undefined, "version"],
  ]);
  assertEquals(
    faults[0] && formatTemplateFileFault(faults[0]),
    "a.yaml:2: Cannot store mapping pair: duplicated key",
  );
  assertStringIncludes(faults[7]?.reason ?? "", "g.yaml already");
});

Deno.test("loadTemplates() finds nothing where nothing is", async () => {
  assertEquals(await load({}, ["*.yaml", "deep"]), { templates: [], faults: [] });
});
