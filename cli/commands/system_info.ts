import { redactUrl } from "../../config/redact.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import type { Program } from "../operations/operations.ts";
import { VERSION } from "../version.ts";

/** `tasker system info`: tells what commands talk to, and which programs are up there. */
export const command: Command = {
  examples: ["tasker system info", "tasker system info --profile production --json"],
  async run({ out, target: find, operations }) {
    const [target, { facts, programs }] = [await find(), await (await operations()).describe()];
    const place = target.url === undefined
      ? { from: target.origin }
      : { [target.kind]: redactUrl(target.url), from: target.origin };
    out.show({ client: VERSION, ...place, ...facts, programs }, () => {
      for (const [name, value] of Object.entries({ client: VERSION, ...place, ...facts })) {
        const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
        out.line(`${out.colors.bold(words.padEnd(18))} ${value}`);
      }
      if (programs === undefined || programs.length === 0) return;
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
