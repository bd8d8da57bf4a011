/**
 * The HTTP API in a process of its own: `http_server.ts <database>`. Writes its address, and serves until it is killed.
 *
 * @module
 */
import { loadConfig } from "../../config/mod.ts";
import { createApp, databaseCheck, Health, serveHttp } from "../../orchestration/mod.ts";
import { connect } from "../../sql/mod.ts";

const { web, database } = await loadConfig({ environment: "production" });
const sql = connect(Deno.args[0]!, { max: database.pool.api, applicationName: "tasker_api" });
const health = new Health({
  version: "0.0.0",
  environment: "bench",
  checks: [databaseCheck("web_database", sql)],
});
const server = serveHttp({ app: createApp({ sql, web, health }), bindAddress: "127.0.0.1:0" });
await server.start();
await Deno.stdout.write(new TextEncoder().encode(`${server.address}\n`));
