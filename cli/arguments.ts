import { parseArgs as parse } from "@std/cli/parse-args";
import { z } from "zod";
import { isUuid } from "../core/ids.ts";
import { nearestName } from "../core/mod.ts";
import type { CommandOption, Operand } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/** The options of `@std/cli` in use here; its package for Deno carries no types. */
interface ParseOptions {
  readonly boolean: readonly string[];
  readonly string: readonly string[];
  readonly collect: readonly string[];
  readonly alias: Readonly<Record<string, string>>;
  readonly unknown: (arg: string, key?: string) => boolean;
}

/** As over HTTP. */
const TIME = z.iso.datetime({ offset: true });

/** The typed face of `@std/cli/parse-args`. */
const parseArgs: (
  args: readonly string[],
  options: ParseOptions,
) => Readonly<Record<string, string | boolean | readonly string[] | undefined>> & {
  readonly _: readonly string[];
} = parse;

/** What was given on a command line, already checked against what the command takes. */
export class Arguments {
  readonly #operands: ReadonlyMap<string, readonly string[]>;
  readonly #options: Readonly<Record<string, unknown>>;

  /**
   * Wraps parsed values; {@linkcode parseArguments} does it for a command line.
   *
   * @param operands Values of each operand, by name.
   * @param options Values of the options, by name.
   */
  constructor(operands: ReadonlyMap<string, readonly string[]>, options: Readonly<Record<string, unknown>>) {
    this.#operands = operands;
    this.#options = options;
  }

  /** Value of an operand that must be given. */
  operand(name: string): string {
    const [value] = this.operands(name);
    if (value === undefined) throw new RangeError(`Cannot read operand "${name}": it is optional or unknown`);
    return value;
  }

  /** Value of an operand that may be left out. */
  optionalOperand(name: string): string | undefined {
    return this.operands(name)[0];
  }

  /** Values of an operand that may be repeated. */
  operands(name: string): readonly string[] {
    return this.#operands.get(name) ?? [];
  }

  /** Value of an option of type `string`, or its default. */
  text(name: string): string | undefined {
    return this.#options[name] as string | undefined;
  }

  /** Values of an option of type `strings`; empty when it was not given. */
  texts(name: string): readonly string[] {
    return (this.#options[name] as readonly string[] | undefined) ?? [];
  }

  /** Value of an option of type `number`, or its default. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  /** Whether an option of type `boolean` was given. */
  flag(name: string): boolean {
    return this.#options[name] === true;
  }
}

/**
 * Parses what follows a command's name.
 *
 * @param args Words of the command line.
 * @param operands Operands that the command takes.
 * @param options Options that the command takes, the global ones included.
 * @returns The values.
 * @throws {UsageError} When an option is unknown, lacks its value or has one of another type, or an operand is missing, too many or of another type.
 */
export function parseArguments(
  args: readonly string[],
  operands: readonly Operand[],
  options: readonly CommandOption[],
): Arguments {
  const valued = options.filter(takesValue);
  const parsed = parseArgs(joinValues(args, options), {
    boolean: options.filter((option) => option.type === "boolean").map((option) => option.name),
    string: ["_", ...valued.map((option) => option.name)],
    collect: options.filter((option) => option.type === "strings").map((option) => option.name),
    alias: Object.fromEntries(
      options.flatMap(({ short, name }) => short === undefined ? [] : [[short, name]]),
    ),
    unknown: (arg, key) => key === undefined || refuseUnknown(arg, options),
  });
  const values = Object.fromEntries(
    options.map((option) => [option.name, checked(option, parsed[option.name])]),
  );
  if (values["help"] !== true) options.forEach((option) => requireGiven(option, values[option.name]));
  // Asking for help must work without the operands and options that the command needs.
  return new Arguments(values["help"] === true ? new Map() : assign(parsed._, operands), values);
}

function takesValue(option: CommandOption): boolean {
  return option.type !== "boolean";
}

/** Joins `--name value` to `--name=value`, so that a value may begin with a dash: `--priority -5`. */
function joinValues(args: readonly string[], options: readonly CommandOption[]): string[] {
  const names = new Set(
    options.filter(takesValue).flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]),
  );
  const flags = new Set(options.filter(({ type }) => type === "boolean").map(({ name }) => `--${name}`));
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const [arg = "", next] = args.slice(index, index + 2);
    if (arg === "--") return [...joined, ...args.slice(index)];
    const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    if (flag !== undefined && value !== undefined && flags.has(flag)) {
      throw new UsageError(`Option ${flag} takes no value, not "${value}"`);
    }
    if (!names.has(arg)) {
      joined.push(arg);
      continue;
    }
    if (next === undefined || next.startsWith("--")) throw new UsageError(`Option ${arg} needs a value`);
    joined.push(`${arg}=${next}`);
    index++;
  }
  return joined;
}

function refuseUnknown(arg: string, options: readonly CommandOption[]): never {
  const written = arg.replace(/=.*$/s, "");
  const name = written.replace(/^-+/, "");
  const meant = options.find((option) => option.misnomers?.includes(name))?.name ??
    nearestName(name, options.map((option) => option.name));
  throw new UsageError(`Unknown option ${written}`, meant && `Did you mean --${meant}?`);
}

function requireGiven(option: CommandOption, value: unknown): void {
  if (option.required && (value === undefined || (Array.isArray(value) && value.length === 0))) {
    const { name, summary, value: placeholder = "VALUE" } = option;
    throw new UsageError(`Missing option --${name} ${placeholder}: ${summary.toLowerCase()}`);
  }
}

function checked(option: CommandOption, value: unknown): unknown {
  if (option.type === "boolean") return value === true;
  if (option.type === "strings") {
    const texts: readonly string[] = Array.isArray(value) ? value : [];
    for (const text of texts) requireChoice(`Option --${option.name}`, text, option.choices);
    return texts;
  }
  const text = typeof value === "string" ? value : option.default;
  if (text !== undefined) requireChoice(`Option --${option.name}`, text, option.choices);
  if (text !== undefined) requireForm(`Option --${option.name}`, text, option.type);
  if (
    option.type === "number" && text !== undefined && (text.trim() === "" || !Number.isFinite(Number(text)))
  ) {
    throw new UsageError(`Option --${option.name} must be a number, not "${text}"`);
  }
  return text;
}

function requireForm(what: string, text: string, type: string | undefined): void {
  if (type === "uuid" && !isUuid(text)) throw new UsageError(`${what} must be a uuid, not "${text}"`);
  if (type === "time" && !TIME.safeParse(text).success) {
    throw new UsageError(
      `${what} must be a time, not "${text}"`,
      "ISO 8601 with its offset from UTC: 2026-11-21T18:00:00Z",
    );
  }
}

function requireChoice(what: string, text: string, choices: readonly string[] | undefined): void {
  if (choices === undefined || choices.includes(text)) return;
  const near = nearestName(text, choices);
  throw new UsageError(
    `${what} cannot be "${text}"`,
    near === undefined ? `It is one of ${choices.join(", ")}.` : `Did you mean "${near}"?`,
  );
}

function assign(words: readonly string[], operands: readonly Operand[]): Map<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (const [index, operand] of operands.entries()) {
    const values = operand.repeated ? words.slice(index) : words.slice(index, index + 1);
    if (values.length === 0 && !operand.optional) {
      throw new UsageError(`Missing <${operand.name}>: ${operand.summary.toLowerCase()}`);
    }
    for (const value of values) {
      requireChoice(`<${operand.name}>`, value, operand.choices);
      requireForm(`<${operand.name}>`, value, operand.type);
    }
    given.set(operand.name, values);
  }
  const extra = operands.at(-1)?.repeated ? undefined : words[operands.length];
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}"`);
  return given;
}
