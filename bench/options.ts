import { parseArgs } from "@std/cli/parse-args";
import type { MatrixOptions } from "./matrix.ts";

/** What the command line asks for. */
export interface BenchOptions extends MatrixOptions {
  /** Which runs, by their line in the list. */
  readonly only: RegExp;
  /** Passes over all runs. */
  readonly passes: number;
  /** Whether to print JSON. */
  readonly isJson: boolean;
  /** Whether only to list the runs. */
  readonly isList: boolean;
  /** Whether it is the whole bench, whose results are kept. */
  readonly isWhole: boolean;
  /** Whether the runs replace what they were in the latest results. */
  readonly isUpdate: boolean;
}

/** Everybody on npm. */
const PEERS = ["graphile_worker", "pg_boss", "dbos", "bullmq"];

/**
 * Reads the command line.
 *
 * @throws {RangeError} For an option that is unknown or makes no sense.
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const unknown: string[] = [];
  const found = parseArgs(joinEmptyValues(args), {
    string: ["only", "runs", "peers", "held-seconds", "idle-seconds", "scale"],
    boolean: ["json", "list", "update"],
    unknown: (name: string) => void unknown.push(name),
  }) as Readonly<Record<string, string | boolean | undefined>>;
  if (unknown.length > 0) {
    throw new RangeError(`Cannot run the bench with ${unknown.join(" ")}: no such option`);
  }
  const text = (name: string) => found[name] as string | undefined;
  const number = (name: string, fallback: number) => {
    const value = Number(text(name) ?? fallback);
    if (value > 0) return value;
    throw new RangeError(`Cannot run the bench with --${name} ${text(name)}: it must be a number above 0`);
  };
  const scale = number("scale", 1);
  if (found.update === true && scale !== 1) {
    throw new RangeError(
      "Cannot run the bench with --update and --scale: the results are those of the usual sizes",
    );
  }
  const peers = text("peers")?.split(",").filter((name) => name !== "") ?? [...PEERS, ...peersByPath()];
  return {
    only: new RegExp(text("only") ?? "."),
    passes: number("runs", 3),
    isJson: found.json === true,
    isList: found.list === true,
    isUpdate: found.update === true,
    isWhole: found.update !== true && text("only") === undefined && text("peers") === undefined &&
      scale === 1,
    peers,
    scale,
    heldSeconds: number("held-seconds", 60),
    idleSeconds: number("idle-seconds", 120),
  };
}

/** `--peers ""` as `--peers=`: the parser takes an empty argument for one of its own. */
function joinEmptyValues(args: readonly string[]): string[] {
  return args.flatMap((arg, place) => {
    if (arg === "" && place > 0) return [];
    return args[place + 1] === "" ? [`${arg}=`] : [arg];
  });
}

/** Those whose SQL is not on npm, when its path is given. */
function peersByPath(): string[] {
  const { ABSURD_SQL, PGFLOW_SCHEMAS, PGMQ_SQL } = Deno.env.toObject();
  return [
    ...(ABSURD_SQL !== undefined ? ["absurd"] : []),
    ...(PGFLOW_SCHEMAS !== undefined && PGMQ_SQL !== undefined ? ["pgflow"] : []),
  ];
}
