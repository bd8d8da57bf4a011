import { loadSecretKeys } from "../../config/mod.ts";
import { rotateSecrets } from "../../orchestration/secrets/rotate_secrets.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker secrets rotate`: seals anew with the active key what is sealed with others. */
export const command: Command = {
  options: [
    {
      name: "batch",
      type: "number",
      value: "N",
      summary: "Most values in one transaction, 1 to 10000; those of one task go together",
      default: "100",
    },
  ],
  examples: ["tasker secrets rotate", "tasker secrets rotate --batch 1000 --json"],
  stopsItself: true,
  async run({ out, signal, config: load, sql: open }, args) {
    const config = await load();
    const secrets = await loadSecretKeys(config.secrets, config.environment);
    const batch = args.number("batch") ?? 100;
    const onBatch = (count: number) => out.status(`${count} values sealed anew…`);
    const rotation = await rotateSecrets(await open(), { secrets, batch, onBatch, signal });
    const { activeKey } = secrets;
    out.show({ ...rotation, activeKey }, () => {
      out.line(`Sealed ${rotation.resealedCount} values anew with the key "${activeKey}"`);
      out.line(
        rotation.isComplete
          ? "Nothing is sealed with another key: the other keys may go"
          : "Something is still sealed with another key: run it again once every process has the new key",
      );
    });
    return rotation.isComplete ? EXIT.ok : EXIT.failure;
  },
};
