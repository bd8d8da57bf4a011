import { nearestName } from "../core/mod.ts";
import { GLOBAL_OPTIONS } from "./global_options.ts";
import type { RegisteredCommand } from "./registry.ts";
import { UsageError } from "./usage_error.ts";

/** What a command line asks for. */
export interface FoundCommand {
  /** The command; `undefined` when none was named, or only the beginning that several commands share. */
  readonly entry: RegisteredCommand | undefined;
  /** What was named of a path that several commands share: `task`, `auth keys`. */
  readonly noun: string | undefined;
  /** The rest of the command line. */
  readonly rest: readonly string[];
}

/**
 * Finds the command that a command line names; global options may come before it.
 *
 * @param args The whole command line, without the program's name.
 * @param registry Every command.
 * @returns The command and what is left for it.
 * @throws {UsageError} When there is no such command.
 */
export function findCommand(args: readonly string[], registry: readonly RegisteredCommand[]): FoundCommand {
  const words = firstWords(args, Math.max(...registry.map(({ path }) => path.length)));
  if (words.length === 0) return { entry: undefined, noun: undefined, rest: args };
  for (let count = words.length; count > 0; count--) {
    const [named, next] = [words.slice(0, count), words[count]];
    const path = named.map(({ word }) => word).join(" ");
    const rest = args.filter((_, index) => !named.some((word) => word.index === index));
    const longer = registry.filter((entry) => entry.path.join(" ").startsWith(`${path} `));
    const entry = registry.find((entry) => entry.path.join(" ") === path);
    if (next !== undefined && longer.length > 0) throw unknownAfter(path, next.word, longer);
    if (entry !== undefined) return { entry, noun: undefined, rest };
    if (longer.length > 0) return { entry: undefined, noun: path, rest };
  }
  throw unknown(words, registry);
}

interface Word {
  readonly word: string;
  readonly index: number;
}

/** The first words that are neither global options nor their values. */
function firstWords(args: readonly string[], most: number): Word[] {
  const valued = new Set(
    GLOBAL_OPTIONS.filter(({ type }) => type !== "boolean").map(({ name }) => `--${name}`),
  );
  const known = new Set(GLOBAL_OPTIONS.flatMap(({ name, short }) => [`--${name}`, `-${short}`]));
  const words: Word[] = [];
  for (let index = 0; index < args.length && words.length < most; index++) {
    const word = args[index] ?? "";
    if (!word.startsWith("-")) words.push({ word, index });
    else if (valued.has(word)) index++;
    else if (!known.has(word.replace(/=.*$/s, ""))) break;
  }
  return words;
}

/** A path that several commands share is followed by a word that none of them has. */
function unknownAfter(path: string, word: string, longer: readonly RegisteredCommand[]): UsageError {
  const depth = path.split(" ").length;
  const near = nearestName(word, longer.map((entry) => entry.path[depth] ?? ""));
  return new UsageError(
    `Unknown command "${path} ${word}"`,
    near === undefined
      ? `There is ${longer.map((entry) => `"${entry.path.join(" ")}"`).join(", ")}.`
      : `Did you mean "${path} ${near}"?`,
  );
}

function unknown(words: readonly Word[], registry: readonly RegisteredCommand[]): UsageError {
  const [first = "", second] = words.map(({ word }) => word);
  const written = second === undefined ? first : `${first} ${second}`;
  const paths = registry.map(({ path }) => path.join(" "));
  const near = nearestName(written, paths) ?? nearestName(first, registry.map(({ path }) => path[0] ?? ""));
  return new UsageError(`Unknown command "${first}"`, near && `Did you mean "${near}"?`);
}
