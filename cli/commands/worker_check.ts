import type { HandlerView } from "../../core/worker_view.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker worker check`: tells which handlers no live worker has; exit status 1 when there are any. */
export const command: Command = {
  options: [{ name: "namespace", type: "string", value: "NAME", summary: "Only of this namespace" }],
  examples: ["tasker worker check", "tasker worker check --namespace orders && echo served"],
  async run({ out, operations }, args) {
    const namespace = args.text("namespace");
    const handlers = (await (await operations()).listHandlers())
      .filter((handler) => namespace === undefined || handler.namespace === namespace);
    const unserved = handlers.filter(({ workersCount }) => workersCount === 0);
    out.show({ isServed: unserved.length === 0, handlers }, () => {
      if (handlers.length === 0) return out.note("No template names a handler.");
      out.table<HandlerView>([
        { header: "NAMESPACE", value: (handler) => handler.namespace },
        { header: "HANDLER", value: ({ callable }) => callable, width: "full" },
        { header: "STEPS", value: ({ steps }) => steps.length, align: "right" },
        {
          header: "WORKERS",
          value: ({ workersCount }) => workersCount,
          align: "right",
          style: ({ workersCount }) => workersCount === 0 ? out.colors.red : out.colors.green,
        },
      ], handlers);
      if (unserved.length > 0) out.note(`No live worker has ${unserved.length} of them: their steps wait.`);
    });
    return unserved.length === 0 ? EXIT.ok : EXIT.failure;
  },
};
