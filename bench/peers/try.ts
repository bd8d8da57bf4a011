import { connect } from "../../sql/connect.ts";
for (const s of ["graphile-worker","pg-boss","@dbos-inc/dbos-sdk","bullmq","absurd-sdk","pg"]) { const m: Record<string, unknown> = await import(s); await Deno.stdout.write(new TextEncoder().encode(s + " " + Object.keys(m).slice(0,3).join() + "\n")); }
const sql = connect("postgres://postgres@127.0.0.1:55718/postgres"); await sql`select 1`; await sql.end();
