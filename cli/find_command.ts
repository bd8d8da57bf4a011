import { nearestName } from "../core/mod.ts";
import { GLOBAL_OPTIONS } from "./global_options.ts";
import type { RegisteredCommand } from "./registry.ts";
import { UsageError } from "./usage_error.ts";

/** What a command line asks for. */
export interface FoundCommand {
  /** The command; `undefined` when none was named, or only a noun that several commands share. */
  readonly entry: RegisteredCommand | undefined;
  /** The noun that was named without a verb. */
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
  const [first, second] = firstWords(args);
  if (first === undefined) return { entry: undefined, noun: undefined, rest: args };
  const without = (...indexes: number[]) => args.filter((_, index) => !indexes.includes(index));
  const named = (...words: string[]) => registry.find(({ path }) => path.join(" ") === words.join(" "));

  const pair = second === undefined ? undefined : named(first.word, second.word);
  if (pair !== undefined && second !== undefined) {
    return { entry: pair, noun: undefined, rest: without(first.index, second.index) };
  }
  const single = named(first.word);
  const hasVerbs = registry.some(({ path }) => path[0] === first.word && path.length > 1);
  if (single !== undefined && second !== undefined && hasVerbs) {
    throw unknown(first.word, second.word, registry);
  }
  if (single !== undefined) return { entry: single, noun: undefined, rest: without(first.index) };
  if (second === undefined && registry.some(({ path }) => path[0] === first.word)) {
    return { entry: undefined, noun: first.word, rest: without(first.index) };
  }
  throw unknown(first.word, second?.word, registry);
}

interface Word {
  readonly word: string;
  readonly index: number;
}

/** The first two words that are neither global options nor their values. */
function firstWords(args: readonly string[]): Word[] {
  const valued = new Set(
    GLOBAL_OPTIONS.filter(({ type }) => type !== "boolean").map(({ name }) => `--${name}`),
  );
  const known = new Set(GLOBAL_OPTIONS.flatMap(({ name, short }) => [`--${name}`, `-${short}`]));
  const words: Word[] = [];
  for (let index = 0; index < args.length && words.length < 2; index++) {
    const word = args[index] ?? "";
    if (!word.startsWith("-")) words.push({ word, index });
    else if (valued.has(word)) index++;
    else if (!known.has(word.replace(/=.*$/s, ""))) break;
  }
  return words;
}

function unknown(
  first: string,
  second: string | undefined,
  registry: readonly RegisteredCommand[],
): UsageError {
  const verbs = registry.filter(({ path }) => path[0] === first && path.length > 1);
  if (verbs.length > 0 && second !== undefined) {
    const near = nearestName(second, verbs.map(({ path }) => path[1] ?? ""));
    return new UsageError(
      `Unknown command "${first} ${second}"`,
      near === undefined
        ? `There is ${verbs.map(({ path }) => `"${path.join(" ")}"`).join(", ")}.`
        : `Did you mean "${first} ${near}"?`,
    );
  }
  const written = second === undefined ? first : `${first} ${second}`;
  const paths = registry.map(({ path }) => path.join(" "));
  const near = nearestName(written, paths) ?? nearestName(first, registry.map(({ path }) => path[0] ?? ""));
  return new UsageError(`Unknown command "${first}"`, near && `Did you mean "${near}"?`);
}
