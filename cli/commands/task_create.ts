import { present } from "../../core/present.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { JSON_VALUE, readJson } from "./_json_value.ts";
import { operatorName } from "./_operator.ts";
import { watchTask } from "./_watch_task.ts";

/** `tasker task create`: creates a task, and waits for its end if asked to. */
export const command: Command = {
  operands: [
    { name: "namespace", summary: "Namespace of the template" },
    { name: "name", summary: "Name of the template" },
  ],
  options: [
    {
      name: "context",
      short: "c",
      type: "string",
      value: "JSON",
      summary: `Input: ${JSON_VALUE}`,
      default: "{}",
    },
    {
      name: "version",
      type: "string",
      value: "VERSION",
      summary: "Version of the template; the highest unless given",
    },
    {
      name: "priority",
      type: "number",
      value: "N",
      summary: "-100 to 100, higher runs earlier",
      default: "0",
    },
    { name: "idempotency-key", type: "string", value: "KEY", summary: "The same key gives the same task" },
    { name: "run-at", type: "time", value: "TIME", summary: "Not before this time, ISO 8601" },
    { name: "tag", type: "strings", value: "TAG", summary: "For searching; may be repeated" },
    {
      name: "correlation-id",
      type: "uuid",
      value: "UUID",
      summary: "What set it off; a new one unless given",
    },
    { name: "reason", type: "string", value: "TEXT", summary: "Why, for the record" },
    {
      name: "wait",
      short: "w",
      type: "boolean",
      summary: "Waits for its end; the exit status says how it ended",
    },
  ],
  examples: [
    `tasker task create orders order_fulfillment --context @order.json --wait`,
    `tasker task create shapes linear --context '{"even_number": 6}' --idempotency-key try-1`,
  ],
  async run(context, args) {
    const { out } = context;
    const input = await readJson("context", args.text("context") ?? "{}");
    const operations = await context.operations();
    const { taskUuid, created } = await operations.createTask(
      present({
        namespace: args.operand("namespace"),
        name: args.operand("name"),
        version: args.text("version"),
        context: input,
        priority: args.number("priority"),
        idempotencyKey: args.text("idempotency-key"),
        runAt: args.text("run-at"),
        tags: args.texts("tag"),
        correlationId: args.text("correlation-id"),
        reason: args.text("reason"),
        initiator: operatorName(),
        sourceSystem: "tasker-cli",
      }),
    );
    if (args.flag("wait")) {
      if (!created) out.note(`The task existed already: ${taskUuid}`);
      return await watchTask(context, taskUuid);
    }
    out.show({ taskUuid, created }, () => {
      out.line(`${created ? "Created task" : "There is a task of this identity already:"} ${taskUuid}`);
      out.line(out.colors.dim(`Watch it: tasker task watch ${taskUuid}`));
    });
    return EXIT.ok;
  },
};
