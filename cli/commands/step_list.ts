import type { Command } from "../command.ts";
import { command as ofTask } from "./task_steps.ts";

/** `tasker step list`: lists the steps of a task. */
export const command: Command = {
  ...ofTask,
  examples: ["tasker step list 0199…", "tasker step list 0199… --json"],
};
