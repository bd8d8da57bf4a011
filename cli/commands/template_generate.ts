import { join } from "@std/path";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { planSteps, USUAL_STEPS } from "../generate/step_plan.ts";
import { taskModule, type TaskPlan, taskTest } from "../generate/task_module.ts";
import { UsageError } from "../usage_error.ts";

/** `tasker template generate`: scaffolds a task with its handlers, and a test that passes. */
export const command: Command = {
  operands: [
    { name: "namespace", summary: "Namespace of the task" },
    { name: "name", summary: "Name of the task, and of its file" },
  ],
  options: [
    {
      name: "step",
      short: "s",
      type: "strings",
      value: "STEP",
      summary: `A step, or step:parent,parent; may be repeated. ${USUAL_STEPS.join(" ")} unless given`,
    },
    {
      name: "version",
      type: "string",
      value: "VERSION",
      summary: "Version of the template",
      default: "1.0.0",
    },
    { name: "dir", short: "d", type: "string", value: "DIR", summary: "Folder to write to", default: "." },
    {
      name: "package",
      type: "string",
      value: "NAME",
      summary: "What defineTask is imported from",
      default: "@tasker/tasker",
    },
    { name: "force", short: "f", type: "boolean", summary: "Writes over files that are there" },
  ],
  examples: [
    "tasker template generate orders fulfil",
    "tasker template generate orders fulfil --step reserve --step charge:reserve --step ship:charge --dir tasks",
  ],
  async run({ out }, args) {
    const given = args.texts("step");
    const plan: TaskPlan = {
      namespace: checkedName("namespace", args.operand("namespace")),
      name: checkedName("task", args.operand("name")),
      version: checkedVersion(args.text("version") ?? "1.0.0"),
      steps: planSteps(given.length === 0 ? USUAL_STEPS : given),
      package: args.text("package") ?? "@tasker/tasker",
    };
    const dir = args.text("dir") ?? ".";
    const files = [
      { path: join(dir, `${plan.name}.ts`), text: taskModule(plan) },
      { path: join(dir, `${plan.name}_test.ts`), text: taskTest(plan) },
    ];
    if (!args.flag("force")) { for (const { path } of files) await refuseExisting(path); }
    await Deno.mkdir(dir, { recursive: true });
    for (const { path, text } of files) await Deno.writeTextFile(path, text);
    out.show({ files: files.map(({ path }) => path) }, () => {
      for (const { path } of files) out.line(`wrote ${path}`);
      out.line(out.colors.dim(`Run it: deno test ${files[1]?.path}`));
    });
    return EXIT.ok;
  },
};

function checkedName(what: string, name: string): string {
  if (/^[a-z][a-z0-9_]{0,62}$/.test(name)) return name;
  throw new UsageError(
    `Cannot name a ${what} "${name}": a name begins with a small letter and has small letters, digits and _`,
  );
}

function checkedVersion(version: string): string {
  if (/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) return version;
  throw new UsageError(`Option --version takes a semantic version such as 1.0.0, not "${version}"`);
}

async function refuseExisting(path: string): Promise<void> {
  const isThere = await Deno.stat(path).then(() => true, () => false);
  if (isThere) {
    throw new UsageError(`There is a file "${path}" already`, "Name another folder, or pass --force.");
  }
}
