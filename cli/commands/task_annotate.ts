import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { UsageError } from "../usage_error.ts";
import { JSON_VALUE, readJson } from "./_json_value.ts";
import { operatorName, TASK_OPERAND } from "./_operator.ts";

/** `tasker task annotate`: notes something about a task. */
export const command: Command = {
  operands: [
    TASK_OPERAND,
    { name: "text", summary: "What to note, in words", optional: true },
  ],
  options: [
    { name: "type", type: "string", value: "KIND", summary: "Kind of annotation", default: "note" },
    {
      name: "value",
      type: "string",
      value: "JSON",
      summary: `What to note, instead of words: ${JSON_VALUE}`,
    },
  ],
  examples: [
    `tasker task annotate 0199… "The customer called"`,
    `tasker task annotate 0199… --type ticket --value '{"id": "OPS-12"}'`,
  ],
  async run({ out, operations }, args) {
    const [text, value] = [args.optionalOperand("text"), args.text("value")];
    if ((text === undefined) === (value === undefined)) {
      throw new UsageError("Missing <text>: what to note, in words or as --value JSON; one of them");
    }
    const annotation = value === undefined
      ? { text: text ?? "", by: operatorName() }
      : await readJson("value", value);
    const noted = await (await operations()).annotate(
      args.operand("uuid"),
      args.text("type") ?? "note",
      annotation,
    );
    out.show(noted, () => out.line(`Noted as ${noted.type} ${noted.taskAnnotationId}`));
    return EXIT.ok;
  },
};
