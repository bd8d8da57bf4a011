import type { Sql } from "postgres";
import type { Config, LoadConfigOptions } from "../config/mod.ts";
import type { Arguments } from "./arguments.ts";
import type { OpenDatabase } from "./database.ts";
import type { AccessOperations } from "./operations/access_operations.ts";
import type { Operations } from "./operations/operations.ts";
import type { Output } from "./output.ts";
import type { Target } from "./target.ts";

/** A positional argument. */
export interface Operand {
  /** Name in help and messages, lower case: `uuid`. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** Whether it may be left out. */
  readonly optional?: boolean;
  /** What it must be one of; for a check with the nearest name, and for completion. */
  readonly choices?: readonly string[];
  /** What it must look like; any text unless given. */
  readonly type?: "uuid";
  /** Whether any number may follow; the last operand only. */
  readonly repeated?: boolean;
}

/** An option: `--name` or `--name VALUE`. */
export interface CommandOption {
  /** Name without dashes: `dry-run`. */
  readonly name: string;
  /** One letter for short: `n`. */
  readonly short?: string;
  /** What it takes: nothing, a text, a number, a uuid, a time with its offset from UTC, or a text any number of times. */
  readonly type: "boolean" | "string" | "number" | "uuid" | "time" | "strings";
  /** What stands for the value in help: `N`. */
  readonly value?: string;
  /** What it does, with unit and range. */
  readonly summary: string;
  /** Value when it is not given; for help and for `Arguments`. */
  readonly default?: string;
  /** What a text must be one of; for a check with the nearest name, and for completion. */
  readonly choices?: readonly string[];
  /** Whether it must be given. */
  readonly required?: boolean;
  /** Names that it has in other tools; they are not taken, the error names this option instead. */
  readonly misnomers?: readonly string[];
}

/** What a command runs with. */
export interface CommandContext {
  /** Where it prints. */
  readonly out: Output;
  /** Aborted at the first Ctrl-C or SIGTERM; a second one ends the process. */
  readonly signal: AbortSignal;
  /** What `--env`, `--config-root` and `--database-url` ask of the configuration. */
  readonly configOptions: LoadConfigOptions;
  /** Loads the configuration once. */
  config(): Promise<Config>;
  /** Opens the database once: the one of `DATABASE_URL`, or the embedded one. Closed when the command ends. */
  database(): Promise<OpenDatabase>;
  /** Connects once and makes sure that tasker is installed there. Closed when the command ends. */
  sql(): Promise<Sql>;
  /** Connects once, whatever is installed there; for `migrate` and its like. */
  bareSql(): Promise<Sql>;
  /** What the command works against: a server or a database, as options, profile or environment name it. */
  target(): Promise<Target>;
  /** Gives what can be done there, over HTTP or in the database; what it opens is closed when the command ends. */
  operations(): Promise<Operations>;
  /** Gives how who may call is managed there, over HTTP or in the database. */
  access(): Promise<AccessOperations>;
}

/** What a module of `cli/commands` exports as `command`. Its path and summary stand in `cli/registry.ts`. */
export interface Command {
  /** Positional arguments, in order. */
  readonly operands?: readonly Operand[];
  /** Options, besides the global ones. */
  readonly options?: readonly CommandOption[];
  /** Command lines that work, for help. */
  readonly examples: readonly string[];
  /** Whether it ends by itself when `signal` is aborted; any other command is abandoned on Ctrl-C. */
  readonly stopsItself?: boolean;
  /** Does the work and returns the exit status. Throws what went wrong; `main` prints it. */
  run(context: CommandContext, args: Arguments): Promise<number>;
}
