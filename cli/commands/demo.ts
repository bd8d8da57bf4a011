import { tmpdir } from "node:os";
import { join } from "@std/path";
import { loadConfig } from "../../config/mod.ts";
import { runDemo } from "../../examples/demo/demo.ts";
import { startEmbedded } from "../../sql/embedded.ts";
import type { Arguments } from "../arguments.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { UsageError } from "../usage_error.ts";
import { showProgress } from "./_demo_progress.ts";
import { printReport } from "./_demo_report.ts";

const TRANSPORTS = ["direct", "pgmq"] as const;
const COMPLETIONS = ["inline", "queued"] as const;
const MODES = ["Hybrid", "EventDrivenOnly", "PollingOnly"] as const;

/** `tasker demo`: fulfils orders before your eyes and adds up what came of them. */
export const command: Command = {
  options: [
    { name: "orders", type: "number", value: "N", summary: "Orders to fulfil, 1 to 100000", default: "300" },
    { name: "workers", type: "number", value: "N", summary: "Workers, 1 to 32", default: "2" },
    { name: "orchestrators", type: "number", value: "N", summary: "Orchestrators, 1 to 32", default: "2" },
    { name: "transport", type: "string", value: "NAME", summary: TRANSPORTS.join(" or "), default: "direct" },
    {
      name: "completion",
      type: "string",
      value: "NAME",
      summary: COMPLETIONS.join(" or "),
      default: "inline",
    },
    { name: "mode", type: "string", value: "NAME", summary: MODES.join(", "), default: "Hybrid" },
  ],
  examples: [
    "tasker demo",
    "tasker demo --orders 1000 --transport pgmq --completion queued",
    "tasker demo --json",
  ],
  stopsItself: true,
  async run(context, args) {
    const orders = countOf(args, "orders", 100_000);
    const [workers, orchestrators] = [countOf(args, "workers", 32), countOf(args, "orchestrators", 32)];
    const config = await configOf(context, args);
    const { out, signal } = context;

    await using database = await databaseOf(context, config.database.url);
    const report = await runDemo({
      url: database.url,
      config,
      orders,
      workers,
      orchestrators,
      signal,
      ...showProgress(out),
    });
    out.show(report, () => printReport(out, report));
    return report.faults.length === 0 ? EXIT.ok : EXIT.failure;
  },
};

async function configOf({ configOptions }: CommandContext, args: Arguments): ReturnType<typeof loadConfig> {
  const { overrides = {} } = configOptions;
  return await loadConfig({
    ...configOptions,
    overrides: {
      ...overrides,
      orchestration: {
        transport: choiceOf(args, "transport", TRANSPORTS),
        deploymentMode: choiceOf(args, "mode", MODES),
      },
      worker: { completion: choiceOf(args, "completion", COMPLETIONS) },
    },
  });
}

/** The configured database, or one that is thrown away afterwards. */
async function databaseOf(
  { out }: CommandContext,
  url: string | undefined,
): Promise<AsyncDisposable & { readonly url: string }> {
  if (url !== undefined) return { url, [Symbol.asyncDispose]: () => Promise.resolve() };
  out.status("Starting a PostgreSQL for the demo…");
  const dataDir = join(tmpdir(), `tasker-demo-${crypto.randomUUID()}`);
  const forget = () => Deno.remove(dataDir, { recursive: true }).catch(() => {});
  try {
    const server = await startEmbedded({ dataDir });
    return { url: server.url, [Symbol.asyncDispose]: () => server.stop().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}

function countOf(args: Arguments, name: string, most: number): number {
  const count = args.number(name) ?? 1;
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new UsageError(`Option --${name} takes a whole number from 1 to ${most}, not "${args.text(name)}"`);
}

function choiceOf<Choice extends string>(args: Arguments, name: string, choices: readonly Choice[]): Choice {
  const given = args.text(name);
  const choice = choices.find((one) => one.toLowerCase() === given?.toLowerCase());
  if (choice !== undefined) return choice;
  throw new UsageError(`Option --${name} takes ${choices.join(", ")}, not "${given}"`);
}
