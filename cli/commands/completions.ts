import type { Command } from "../command.ts";
import { bashCompletion } from "../completions/bash.ts";
import { fishCompletion } from "../completions/fish.ts";
import { places } from "../completions/words.ts";
import { zshCompletion } from "../completions/zsh.ts";
import { EXIT } from "../exit_codes.ts";

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `tasker completions`: writes the completion script for a shell. */
export const command: Command = {
  operands: [{ name: "shell", summary: "bash, zsh or fish", choices: Object.keys(SCRIPTS) }],
  examples: [
    "source <(tasker completions bash)",
    "tasker completions zsh > ~/.zfunc/_tasker",
    "tasker completions fish | source",
  ],
  async run({ out }, args) {
    const { REGISTRY } = await import("../registry.ts");
    const script = SCRIPTS[args.operand("shell") as keyof typeof SCRIPTS](await places(REGISTRY));
    out.show({ script }, () => out.raw(script));
    return EXIT.ok;
  },
};
