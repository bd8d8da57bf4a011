import { assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

Deno.test("every link between the house's documents leads to a file and a heading that are there", async () => {
  const { stdout } = await new Deno.Command("git", { args: ["ls-files", "*.md"], cwd: ROOT }).output();
  const dead: string[] = [];
  for (const name of new TextDecoder().decode(stdout).trim().split("\n")) {
    const from = new URL(name, ROOT);
    for (const [, link = ""] of (await proseOf(from)).matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)) {
      if (!await leadsSomewhere(new URL(link, from))) dead.push(`${name}: ${link}`);
    }
  }
  assertEquals(dead, []);
});

async function leadsSomewhere(target: URL): Promise<boolean> {
  const file = new URL(target.pathname, ROOT);
  if (!await Deno.stat(file).then(() => true, () => false)) return false;
  if (target.hash === "") return true;
  const headings = [...(await proseOf(file)).matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) => anchorOf(text));
  return headings.includes(decodeURIComponent(target.hash.slice(1)));
}

/** A document without its examples. */
async function proseOf(file: URL): Promise<string> {
  return (await Deno.readTextFile(file)).replaceAll(/^```.*?^```/gms, "");
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-");
}
