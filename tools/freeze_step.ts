/**
 * Freezes the SQL of a release for the upgrade tests: `deno task freeze`.
 *
 * Writes `tests/upgrade/steps/NNNN.json.gz`, NNNN being the last schema file: the views, functions, grants and our own PGMQ
 * as they are now. Schema files never change once released, so the step holds only the last link of their chain.
 * `--from=FOLDER/` freezes another folder's `sql/`, such as that of an older commit:
 * `git archive COMMIT sql deno.json | tar -x -C /tmp/old && deno task freeze --from=/tmp/old/`.
 *
 * @module
 */
import { resolve, toFileUrl } from "@std/path";
import { chainsOf, numbersOf } from "../sql/_run_schema.ts";
import { readSqlFiles, type SqlFile, type SqlFiles } from "../sql/sql_files.ts";

/** Where the frozen steps lie. */
export const STEPS: URL = new URL("../tests/upgrade/steps/", import.meta.url);

/** The SQL of a release, but for the schema files, which are those of today up to a number. */
export interface FrozenStep {
  /** Release: `0.1.0`. */
  readonly release: string;
  /** Number of its last schema file. */
  readonly number: number;
  /** What the ledger holds for that file. */
  readonly chain: string;
  /** Our own PGMQ, in the order it runs. */
  readonly pgmq: readonly SqlFile[];
  /** Views, in the order they run. */
  readonly views: readonly SqlFile[];
  /** Functions, in the order they run. */
  readonly functions: readonly SqlFile[];
  /** Who may call what. */
  readonly grants: SqlFile;
}

/** Makes a step of a folder that holds `deno.json` and `sql/`. */
export async function freezeStep(root: URL): Promise<FrozenStep> {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root))) as { version: string };
  const { schema, pgmq, views, functions, grants } = await readSqlFiles(new URL("sql/", root));
  return {
    release: version,
    number: numbersOf(schema).at(-1)!,
    chain: (await chainsOf(schema)).at(-1)!,
    pgmq,
    views,
    functions,
    grants,
  };
}

/** Reads every frozen step, oldest first. */
export async function readSteps(): Promise<FrozenStep[]> {
  const names = (await Array.fromAsync(Deno.readDir(STEPS))).map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name) => {
    const { body } = await fetch(new URL(name, STEPS));
    return await new Response(body!.pipeThrough(new DecompressionStream("gzip"))).json() as FrozenStep;
  }));
}

/**
 * What a database of a frozen step was made of.
 *
 * @param step The step.
 * @param today Files of today, whose schema begins with the step's.
 * @throws {Error} If a schema file of the step was edited since.
 */
export async function filesOf(step: FrozenStep, today: SqlFiles): Promise<SqlFiles> {
  const numbers = numbersOf(today.schema);
  const schema = today.schema.filter((_, index) => numbers[index]! <= step.number);
  const chain = (await chainsOf(schema)).at(-1);
  if (chain === step.chain) return { ...step, schema };
  throw new Error(
    `Cannot go back to step ${step.number}: a schema file up to it was edited since it was released`,
  );
}

if (import.meta.main) {
  const from = Deno.args.find((arg) => arg.startsWith("--from="))?.slice("--from=".length);
  const step = await freezeStep(
    from === undefined ? new URL("../", import.meta.url) : toFileUrl(`${resolve(from)}/`),
  );
  const path = new URL(`${String(step.number).padStart(4, "0")}.json.gz`, STEPS);
  const packed = new Blob([JSON.stringify(step)]).stream().pipeThrough(new CompressionStream("gzip"));
  await Deno.mkdir(STEPS, { recursive: true });
  await Deno.writeFile(path, packed);
}
