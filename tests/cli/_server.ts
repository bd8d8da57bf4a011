import { registerTemplate } from "../../orchestration/calls/register_template.ts";
import { serveHttp } from "../../orchestration/mod.ts";
import { type CliResult, runCli, type RunCliOptions } from "../_support/cli.ts";
import type { TestDatabase } from "../_support/database.ts";
import { TestApi } from "../http/_api.ts";
import { PAIR } from "./_pair.ts";

/** The API on a port of its own, over a database of its own, with {@linkcode PAIR} published. */
export interface TestServer extends AsyncDisposable {
  /** The database behind it. */
  readonly db: TestDatabase;
  /** Its URL. */
  readonly url: string;
}

/** Starts one. */
export async function startServer(): Promise<TestServer> {
  await using stack = new AsyncDisposableStack();
  const api = stack.use(await TestApi.create());
  const server = stack.use(serveHttp({ app: api.app, bindAddress: "127.0.0.1:0" }));
  await server.start();
  await registerTemplate(api.db.sql, PAIR);
  const kept = stack.move();
  return {
    db: api.db,
    url: `http://${server.address}`,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Runs a command line over HTTP. */
export async function taskerOverHttp(
  { url }: TestServer,
  args: readonly string[],
  options: RunCliOptions = {},
): Promise<CliResult> {
  return await runCli([...args, "--env", "test", "--server", url], options);
}
