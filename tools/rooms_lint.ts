/** Which rooms a room may import from, besides itself; a path names a part of a room. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  client: ["core"],
  config: ["core"],
  sql: ["core"],
  orchestration: ["core", "sql", "config"],
  worker: ["core", "sql", "config", "orchestration/calls"],
  cli: ["core", "client", "config", "sql", "orchestration", "worker", "examples"],
};

/** Rooms that nobody may import from. */
const PRIVATE_ROOMS: readonly string[] = ["cli", "tests"];

const PACKAGE = new URL("../", import.meta.url);

/** Path of a file inside the package, or undefined when it lies outside. */
function pathOf(url: URL): string | undefined {
  return url.pathname.startsWith(PACKAGE.pathname) ? url.pathname.slice(PACKAGE.pathname.length) : undefined;
}

/** The room a path lies in; undefined for the package's own root. */
function roomOf(path: string): string | undefined {
  return path.includes("/") ? path.split("/")[0] : undefined;
}

/** Why a file may not import another, or undefined when it may. Both are paths inside the package. */
export function refusal(from: string, to: string): string | undefined {
  const [room, target] = [roomOf(from), roomOf(to)];
  if (target === undefined || target === room) return undefined;
  const isTest = room === "tests" || from.endsWith("_test.ts");
  if (PRIVATE_ROOMS.includes(target) && !isTest) {
    return `Room "${room ?? "."}" may not import from "${target}"`;
  }
  const allowed = room === undefined || isTest ? undefined : MAY_IMPORT[room];
  if (allowed === undefined || allowed.some((part) => to.startsWith(`${part}/`))) return undefined;
  return `Room "${room}" may not import from "${target}": only from ${allowed.join(", ") || "itself"}`;
}

/** The text of a literal, in an expression or in a type. */
function literalOf(node: Deno.lint.Node): unknown {
  if (node.type === "TSLiteralType") return literalOf(node.literal);
  return node.type === "Literal" ? node.value : undefined;
}

/** The lint plugin: DESIGN §2, one rule. */
const plugin: Deno.lint.Plugin = {
  name: "tasker",
  rules: {
    rooms: {
      create(context): Deno.lint.LintVisitor {
        const here = new URL(`file://${context.filename}`);
        const from = pathOf(here);
        const check = (node: Deno.lint.Node, source: unknown) => {
          if (from === undefined || typeof source !== "string" || !/^\.{1,2}\//.test(source)) return;
          const to = pathOf(new URL(source, here));
          const message = to === undefined ? "An import may not leave the package" : refusal(from, to);
          if (message !== undefined) context.report({ node, message });
        };
        return {
          ImportDeclaration: (node) => check(node, node.source.value),
          ExportAllDeclaration: (node) => check(node, node.source.value),
          ExportNamedDeclaration: (node) => check(node, node.source?.value),
          ImportExpression: (node) => check(node, literalOf(node.source)),
          TSImportType: (node) => check(node, literalOf(node.argument)),
        };
      },
    },
  },
};
export default plugin;
