import type { ListedTemplate } from "../../core/template_view.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker template list`: lists the published templates. */
export const command: Command = {
  options: [{ name: "namespace", type: "string", value: "NAME", summary: "Only of this namespace" }],
  examples: ["tasker template list", "tasker template list --namespace orders --json"],
  async run({ out, operations }, args) {
    const templates = await (await operations()).listTemplates(args.text("namespace"));
    out.show(templates, () => {
      if (templates.length === 0) return out.note("There are no templates.");
      out.table<ListedTemplate>([
        { header: "NAMESPACE", value: ({ namespace }) => namespace },
        { header: "NAME", value: ({ name }) => name, width: "full" },
        {
          header: "VERSION",
          value: ({ version, isLatest }) => isLatest ? version : `${version} (older)`,
          width: "full",
        },
        { header: "STEPS", value: ({ stepsCount }) => stepsCount, align: "right" },
        { header: "DESCRIPTION", value: ({ description }) => description },
      ], templates);
    });
    return EXIT.ok;
  },
};
