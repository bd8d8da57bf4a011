import type { Command } from "./command.ts";

/** A command that exists; its module is loaded when it is asked for. */
export interface RegisteredCommand {
  /** Words that call it: `["task", "create"]`. */
  readonly path: readonly string[];
  /** What it does, one sentence without a final period. */
  readonly summary: string;
  /** Loads its module. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command, in the order of help. */
export const REGISTRY: readonly RegisteredCommand[] = [
  {
    path: ["config", "validate"],
    summary: "Checks the configuration and lists every fault",
    load: () => import("./commands/config_validate.ts"),
  },
  {
    path: ["config", "show"],
    summary: "Shows each value and where it comes from",
    load: () => import("./commands/config_show.ts"),
  },
  {
    path: ["config", "explain"],
    summary: "Explains what each key does and accepts",
    load: () => import("./commands/config_explain.ts"),
  },
];
