import { Listener } from "./listener.ts";
import { connect } from "../sql/connect.ts";
const url = "postgres://postgres@127.0.0.1:55718/worker_dev";
const l = new Listener({
  database: { url, statementTimeoutMs: 30000, connectTimeoutSeconds: 10 },
  channels: ["tasker_ready", "tasker_abort"],
  onNotification: (c, p) =>
    Deno.stdout.writeSync(new TextEncoder().encode(`got ${c} ${p} ${performance.now()}\n`)),
  onInterruption: () => {},
});
await l.start();
console.log("listening", l.isListening, await l.markIdle(["bench"]));
const sql = connect(url, { max: 1 });
console.log(await sql`select locktype, classid, objid, mode from pg_locks where locktype='advisory'`);
console.log(performance.now());
await sql`select * from tasker_v1.create_tasks('[{"namespace":"bench","name":"single"}]')`;
console.log(performance.now());
await new Promise((r) => setTimeout(r, 200));
await l.stop();
await sql.end();
