import { glob } from "node:fs/promises";
import { extname, isGlob, join } from "@std/path";
import { formatFault } from "../core/fault.ts";
import type { Template } from "../core/template.ts";
import { normalizeTemplate } from "../core/template_file.ts";
import { parseToml } from "./toml.ts";
import { parseYaml } from "./yaml.ts";

/** One thing that is wrong with a template file. */
export interface TemplateFileFault {
  /** The file. */
  readonly file: string;
  /** Line, from 1, where the file stops being YAML, TOML or JSON. */
  readonly line?: number | undefined;
  /** Place in the template, `steps[2].retry`; empty for the file itself. */
  readonly path: string;
  /** What is wrong. */
  readonly reason: string;
}

/** A template and the file it comes from. */
export interface TemplateFile {
  /** The file. */
  readonly file: string;
  /** Its template, the environment's overrides merged in. */
  readonly template: Template;
}

/** What {@linkcode loadTemplates} found. */
export interface LoadedTemplates {
  /** The templates without faults, by file name. */
  readonly templates: readonly TemplateFile[];
  /** What is wrong with the others, all at once. */
  readonly faults: readonly TemplateFileFault[];
}

/** Parsers by file name extension. */
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  ".yaml": parseYaml,
  ".yml": parseYaml,
  ".toml": parseToml,
  ".json": JSON.parse,
};

/** Which files of a folder are templates. */
const IN_FOLDER = `**/*.{${Object.keys(PARSERS).map((extension) => extension.slice(1)).join(",")}}`;

/**
 * Loads template files.
 *
 * @param paths Files, folders (searched at every depth) and globs such as `examples/**\/*.yaml`.
 * @param environment Name of the environment whose overrides hold.
 * @returns The templates, and the faults of all files together. A glob or folder without templates gives none;
 * a file that does not exist, and two files with the same template and version, are faults.
 *
 * @example Usage
 * ```ts
 * import { loadTemplates } from "./template_files.ts";
 *
 * const { templates, faults } = await loadTemplates(["examples"], "development");
 * ```
 */
export async function loadTemplates(paths: readonly string[], environment: string): Promise<LoadedTemplates> {
  const files = new Set((await Promise.all(paths.map(findFiles))).flat().sort());
  const templates: TemplateFile[] = [];
  const faults: TemplateFileFault[] = [];
  for (const file of files) {
    const loaded = await loadTemplate(file, environment);
    faults.push(...loaded.faults);
    if (loaded.template !== undefined) templates.push({ file, template: loaded.template });
  }
  return { templates, faults: [...faults, ...repeated(templates)] };
}

/**
 * Writes a fault the way people read it.
 *
 * @param fault The fault.
 * @returns `file:line: path: reason`, without the parts that are not known.
 */
export function formatTemplateFileFault(fault: TemplateFileFault): string {
  const place = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`;
  return `${place}: ${formatFault(fault)}`;
}

async function findFiles(path: string): Promise<string[]> {
  if (isGlob(path)) return await Array.fromAsync(glob(path));
  const isFolder = await Deno.stat(path).then((stat) => stat.isDirectory, () => false);
  if (!isFolder) return [path];
  return (await Array.fromAsync(glob(IN_FOLDER, { cwd: path }))).map((file) => join(path, file));
}

interface LoadedTemplate {
  readonly template?: Template;
  readonly faults: readonly TemplateFileFault[];
}

async function loadTemplate(file: string, environment: string): Promise<LoadedTemplate> {
  const fault = (reason: string, line?: number) => ({ faults: [{ file, line, path: "", reason }] });
  const parse = PARSERS[extname(file)];
  if (parse === undefined) {
    return fault(`is not a template file; its name must end in ${Object.keys(PARSERS).join(", ")}`);
  }
  let content: unknown;
  try {
    content = parse(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return fault("does not exist");
    if (!(error instanceof SyntaxError)) return fault(`cannot be read: ${String(error)}`);
    return fault(error.message, "line" in error && typeof error.line === "number" ? error.line : undefined);
  }
  const { template, faults } = normalizeTemplate(content, environment);
  return template === undefined
    ? { faults: faults.map((found) => ({ file, ...found })) }
    : { template, faults: [] };
}

function* repeated(templates: readonly TemplateFile[]): Generator<TemplateFileFault> {
  const first = new Map<string, string>();
  for (const { file, template: { namespace, name, version } } of templates) {
    const identity = `${namespace}/${name} ${version}`;
    const before = first.get(identity);
    if (before === undefined) first.set(identity, file);
    else yield { file, path: "version", reason: `${identity} stands in ${before} already` };
  }
}
