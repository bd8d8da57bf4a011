import type { CommandOption } from "../command.ts";
import { GLOBAL_OPTIONS, withGlobalOptions } from "../global_options.ts";
import type { RegisteredCommand } from "../registry.ts";

/** A word that may come next, and what it does. */
export interface Word {
  /** The word. */
  readonly word: string;
  /** What it does; one line. */
  readonly summary: string;
}

/** What may follow the words of a path. */
export interface Place {
  /** The path: `task create`; empty for the program itself. */
  readonly path: string;
  /** Commands below it, and what its first operand must be one of. */
  readonly words: readonly Word[];
  /** Its options; at a command also the global ones. */
  readonly options: readonly CommandOption[];
}

/**
 * Lists what may follow each path of the program, for completion scripts.
 *
 * @param registry Every command.
 * @returns The program itself first.
 */
export async function places(registry: readonly RegisteredCommand[]): Promise<Place[]> {
  const paths = new Set<string>([""]);
  for (const { path } of registry) path.forEach((_, index) => paths.add(path.slice(0, index + 1).join(" ")));
  return await Promise.all([...paths].map(async (path) => {
    const entry = registry.find((entry) => entry.path.join(" ") === path);
    const command = entry === undefined ? undefined : (await entry.load()).command;
    const choices = command?.operands?.[0]?.choices ?? [];
    return {
      path,
      words: [...below(path, registry), ...choices.map((word) => ({ word, summary: "" }))],
      options: command === undefined ? GLOBAL_OPTIONS : withGlobalOptions(command.options),
    };
  }));
}

/** The next words of the paths below a path. */
function below(path: string, registry: readonly RegisteredCommand[]): Word[] {
  const depth = path === "" ? 0 : path.split(" ").length;
  const found = new Map<string, string>();
  for (const entry of registry) {
    const word = entry.path[depth];
    if (word === undefined || entry.path.slice(0, depth).join(" ") !== path) continue;
    const isCommand = entry.path.length === depth + 1;
    if (isCommand || !found.has(word)) found.set(word, isCommand ? entry.summary : `Commands about ${word}`);
  }
  return [...found].map(([word, summary]) => ({ word, summary }));
}

/** Options that take a value, with and without one letter: `--limit -n`. */
export function valuedNames(options: readonly CommandOption[]): string[] {
  return options.filter(({ type }) => type !== "boolean").flatMap(namesOf);
}

/** How an option is written: `--json`, and `-n` if there is one. */
export function namesOf({ name, short }: CommandOption): string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
}
