import type { Command, CommandContext } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { loadProfiles } from "../profiles/load_profiles.ts";
import { reportOf } from "../report_error.ts";

/** `tasker profile check`: tells whether what commands would work against answers. */
export const command: Command = {
  examples: ["tasker profile check", "tasker profile check --profile production"],
  async run(context) {
    const { path } = await loadProfiles(); // says what is wrong with the file
    const { kind, origin } = await context.target();
    const { status, message } = await ask(context);
    context.out.show({ path, kind, from: origin, status, message }, () => {
      const { green, yellow, red } = context.out.colors;
      const style = status === "healthy" ? green : status === "degraded" ? yellow : red;
      context.out.line(
        `${kind} named by ${origin}: ${style(status)}${message === null ? "" : `: ${message}`}`,
      );
    });
    return status === "unreachable" || status === "unhealthy" ? EXIT.failure : EXIT.ok;
  },
};

async function ask({ operations }: CommandContext): Promise<{ status: string; message: string | null }> {
  try {
    const { status, checks } = await (await operations()).health();
    const messages = Object.entries(checks).flatMap(([name, { message }]) =>
      message === undefined ? [] : [`${name}: ${message}`]
    );
    return { status, message: messages.length === 0 ? null : messages.join("; ") };
  } catch (error) {
    return { status: "unreachable", message: reportOf(error).message };
  }
}
