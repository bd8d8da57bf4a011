import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { loadProfiles } from "../profiles/load_profiles.ts";
import { type ShownProfile, shownProfile } from "./_profile_text.ts";

/** `tasker profile list`: lists the profiles; secrets are not shown. */
export const command: Command = {
  examples: ["tasker profile list", "tasker profile list --json"],
  async run({ out }) {
    const { path, standard, byName } = await loadProfiles();
    const profiles = [...byName.values()].map((profile) => shownProfile(profile, standard));
    out.show({ path, profiles }, () => {
      if (profiles.length === 0) return out.note(`There are no profiles in ${path}.`);
      out.table<ShownProfile>([
        {
          header: "PROFILE",
          value: ({ name, isStandard }) => isStandard ? `${name} *` : name,
          width: "full",
        },
        { header: "URL", value: ({ url }) => url },
        { header: "CREDENTIALS", value: ({ credentials }) => credentials, width: "full" },
        { header: "DESCRIPTION", value: ({ description }) => description },
        { header: "LACKS", value: ({ faults }) => faults.join("; "), style: () => out.colors.red },
      ], profiles);
      if (standard !== undefined) out.note("* is used where no other is named.");
    });
    return EXIT.ok;
  },
};
