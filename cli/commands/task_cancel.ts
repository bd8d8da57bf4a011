import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker task cancel`: cancels tasks with all their live steps; in the database all of them or none. */
export const command: Command = {
  operands: [{ name: "uuid", type: "uuid", summary: "Tasks to cancel", repeated: true }],
  options: [{ name: "reason", short: "r", type: "string", value: "TEXT", summary: "Why, for the record" }],
  examples: [`tasker task cancel 0199… --reason "Ordered by mistake"`],
  async run({ out, operations }, args) {
    const cancelled = await (await operations()).cancelTasks(args.operands("uuid"), args.text("reason"));
    out.show(cancelled, () => {
      for (const { taskUuid, state } of cancelled) out.line(`Task ${taskUuid} is ${state}`);
    });
    return EXIT.ok;
  },
};
