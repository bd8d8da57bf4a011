import type { Annotation } from "../../core/annotation.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { TASK_OPERAND } from "./_operator.ts";

/** `tasker task annotations`: lists what was noted about a task. */
export const command: Command = {
  operands: [TASK_OPERAND],
  options: [{ name: "type", type: "string", value: "KIND", summary: "Only of this kind" }],
  examples: ["tasker task annotations 0199…", "tasker task annotations 0199… --type ticket --json"],
  async run({ out, operations }, args) {
    const annotations = await (await operations()).annotations(args.operand("uuid"), args.text("type"));
    out.show(annotations, () => {
      if (annotations.length === 0) return out.note("Nothing was noted.");
      out.table<Annotation>([
        { header: "TIME", value: ({ createdAt }) => createdAt.slice(0, 19), width: "full" },
        { header: "KIND", value: ({ type }) => type },
        { header: "NOTE", value: ({ annotation }) => wordsOf(annotation) },
      ], annotations);
    });
    return EXIT.ok;
  },
};

/** A note in words shows its words, anything else as JSON. */
function wordsOf(annotation: Annotation["annotation"]): string {
  if (typeof annotation === "string") return annotation;
  const text = typeof annotation === "object" && annotation !== null && "text" in annotation
    ? annotation["text"]
    : undefined;
  return typeof text === "string" ? text : JSON.stringify(annotation);
}
