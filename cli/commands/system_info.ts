import { readRows } from "../../orchestration/calls/read_rows.ts";
import { redactUrl } from "../../config/mod.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { VERSION } from "../version.ts";

/** A process that is up. Source: `sql/functions/meta/list_programs.sql`. */
interface Program {
  readonly kind: string;
  readonly programUuid: string;
  readonly release: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly seenAt: string;
}

/** `tasker system info`: tells what commands talk to, and which programs are up there. */
export const command: Command = {
  examples: ["tasker system info", "tasker system info --profile production --json"],
  async run(context) {
    const { out } = context;
    const target = await context.target();
    const facts = target.kind === "server"
      ? { server: target.url, from: target.origin, ...(await (await context.operations()).health()).info }
      : await databaseFacts(context, target.url, target.origin);
    const programs = target.kind === "server" ? [] : await programsOf(context);
    out.show({ client: VERSION, ...facts, ...(target.kind === "server" ? {} : { programs }) }, () => {
      const all = Object.entries({ client: `tasker ${VERSION}`, ...facts });
      for (const [name, value] of all) {
        const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
        out.line(`${out.colors.bold(words.padEnd(18))} ${value}`);
      }
      if (programs.length === 0) return;
      out.line();
      out.table<Program>([
        { header: "PROGRAM", value: ({ kind }) => kind },
        { header: "UUID", value: ({ programUuid }) => programUuid, width: "full" },
        { header: "RELEASE", value: ({ release }) => release },
        { header: "HOST", value: ({ host }) => host },
        { header: "PID", value: ({ pid }) => pid, align: "right" },
        { header: "SEEN", value: ({ seenAt }) => seenAt.slice(0, 19), width: "full" },
      ], programs);
    });
    return EXIT.ok;
  },
};

async function databaseFacts({ sql: open, database }: CommandContext, url: string | undefined, from: string) {
  const sql = await open();
  const [row] = await readRows<Record<string, string | number>>(sql`
    select jsonb_build_object('database_name', current_database(), 'postgresql', current_setting('server_version'),
                              'api_level', tasker_v1.api_level()) as row`);
  return { database: redactUrl(url ?? (await database()).url), from, ...row };
}

async function programsOf({ sql: open }: CommandContext): Promise<Program[]> {
  const sql = await open();
  return await readRows<Program>(sql`select to_jsonb(p) as row from tasker_v1.list_programs() p`);
}
