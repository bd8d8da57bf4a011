import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { loadProfiles, requireProfile } from "../profiles/load_profiles.ts";
import { removeProfile } from "../profiles/write_profile.ts";

/** `tasker profile remove`: takes a profile out of the file. */
export const command: Command = {
  operands: [{ name: "name", summary: "Name of the profile" }],
  examples: ["tasker profile remove old"],
  async run({ out }, args) {
    const profiles = await loadProfiles();
    const { name } = requireProfile(profiles, args.operand("name"));
    await removeProfile(profiles.path, name);
    out.show(
      { name, path: profiles.path },
      () => out.line(`Profile "${name}" is gone from ${profiles.path}`),
    );
    return EXIT.ok;
  },
};
