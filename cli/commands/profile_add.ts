import { present } from "../../core/present.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { loadProfiles } from "../profiles/load_profiles.ts";
import { addProfile } from "../profiles/write_profile.ts";
import { UsageError } from "../usage_error.ts";

/** `tasker profile add`: writes down a server or a database under a name. */
export const command: Command = {
  operands: [{ name: "name", summary: "Name of the profile" }],
  options: [
    {
      name: "api-key",
      type: "string",
      value: "KEY",
      summary: "API key for the server, best as '${VARIABLE}', which is read when it is used",
    },
    {
      name: "token",
      type: "string",
      value: "TOKEN",
      summary: "Bearer token for the server, best as '${VARIABLE}'",
    },
    { name: "timeout", type: "number", value: "SECONDS", summary: "Longest that a call may take, 1 to 3600" },
    { name: "description", type: "string", value: "TEXT", summary: "For people" },
    { name: "default", type: "boolean", summary: "Uses it where no other is named" },
  ],
  examples: [
    "tasker profile add production --server https://tasker.example.com --api-key '${TASKER_PRODUCTION_KEY}'",
    "tasker profile add local --database-url postgres://localhost/tasker --default",
  ],
  async run({ out }, args) {
    const { path, byName } = await loadProfiles();
    const name = args.operand("name");
    if (!/^\w[\w.-]{0,63}$/.test(name)) {
      throw new UsageError(`Cannot name a profile "${name}": a name has up to 64 letters, digits, . _ -`);
    }
    if (byName.has(name)) {
      throw new UsageError(
        `There is a profile "${name}" already in ${path}`,
        "Remove it first, or take another name.",
      );
    }
    const [server, databaseUrl] = [args.text("server"), args.text("database-url")];
    if ((server === undefined) === (databaseUrl === undefined)) {
      throw new UsageError("Missing --server URL or --database-url URL: what the profile stands for");
    }
    if (args.text("api-key") !== undefined && args.text("token") !== undefined) {
      throw new UsageError("Options --api-key and --token exclude each other");
    }
    const seconds = args.number("timeout");
    if (seconds !== undefined && !(seconds >= 1 && seconds <= 3600)) {
      throw new UsageError(`Option --timeout takes seconds from 1 to 3600, not "${seconds}"`);
    }
    const values = present({
      server,
      database_url: databaseUrl,
      api_key: args.text("api-key"),
      token: args.text("token"),
      timeout_seconds: seconds,
      description: args.text("description"),
    });
    await addProfile(path, name, values, args.flag("default"));
    out.show({ name, path }, () => out.line(`Profile "${name}" is in ${path}`));
    return EXIT.ok;
  },
};
