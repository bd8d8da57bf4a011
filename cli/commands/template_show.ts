import type { JsonObject } from "../../core/json.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker template show`: shows one version of a template with its steps. */
export const command: Command = {
  operands: [
    { name: "namespace", summary: "Its namespace" },
    { name: "name", summary: "Its name" },
  ],
  options: [{ name: "version", type: "string", value: "VERSION", summary: "The highest unless given" }],
  examples: [
    "tasker template show orders order_fulfillment",
    "tasker template show orders order_fulfillment --version 1.0.0 --json",
  ],
  async run({ out, operations }, args) {
    const template = await (await operations()).readTemplate({
      namespace: args.operand("namespace"),
      name: args.operand("name"),
      version: args.text("version"),
    });
    out.show(template, () => {
      const { bold } = out.colors;
      out.line(
        bold(
          `${template.namespace}/${template.name} ${template.version}${template.isLatest ? "" : " (older)"}`,
        ),
      );
      if (template.description !== null) out.line(template.description);
      out.line(`${bold("Versions")}  ${template.versions.join(", ")}`);
      out.line(`${bold("Identity")}  ${template.identityStrategy}`);
      if (template.inputSchema !== null) {
        out.line(`${bold("Input")}     ${JSON.stringify(template.inputSchema)}`);
      }
      out.line();
      out.table<JsonObject>([
        { header: "STEP", value: ({ name }) => textOf(name), width: "full" },
        { header: "NEEDS", value: ({ dependencies }) => textOf(dependencies) },
        { header: "HANDLER", value: ({ handler }) => textOf(memberOf(handler, "callable")) },
        { header: "ATTEMPTS", value: ({ retry }) => textOf(memberOf(retry, "maxAttempts")), align: "right" },
        { header: "TIMEOUT", value: ({ timeoutSeconds }) => `${textOf(timeoutSeconds)} s`, align: "right" },
      ], template.steps);
    });
    return EXIT.ok;
  },
};

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}
