import type { CommandOption } from "./command.ts";

/** Options that every command takes, before or after its name. */
export const GLOBAL_OPTIONS: readonly CommandOption[] = [
  { name: "help", short: "h", type: "boolean", summary: "Shows this help" },
  { name: "version", short: "V", type: "boolean", summary: "Shows the version" },
  { name: "json", type: "boolean", summary: "Prints the answer as JSON" },
  {
    name: "env",
    type: "string",
    value: "NAME",
    summary: "Environment to configure for, instead of TASKER_ENV",
  },
  {
    name: "config-root",
    type: "string",
    value: "DIR",
    summary: "Folder of your own configuration, instead of TASKER_CONFIG_ROOT",
  },
  {
    name: "server",
    type: "string",
    value: "URL",
    summary: "API to talk to, instead of a database; its key in TASKER_API_KEY or TASKER_TOKEN",
    misnomers: ["url", "api", "api-url", "base-url", "server-url", "host", "endpoint"],
  },
  {
    name: "profile",
    type: "string",
    value: "NAME",
    summary: "Server or database of your profiles, instead of TASKER_PROFILE",
  },
  {
    name: "database-url",
    type: "string",
    value: "URL",
    summary: "Database to use, instead of DATABASE_URL; it is visible to other users of the machine",
    misnomers: ["db", "dsn"],
  },
];

/**
 * The options of a command, with the global ones that it does not give a meaning of its own (`--version` of a template).
 *
 * @param own Options of the command.
 */
export function withGlobalOptions(own: readonly CommandOption[] = []): readonly CommandOption[] {
  return [...own, ...globalOptionsBeside(own)];
}

/** The global options that a command does not give a meaning of its own. */
export function globalOptionsBeside(own: readonly CommandOption[] = []): readonly CommandOption[] {
  return GLOBAL_OPTIONS.filter(({ name }) => !own.some((option) => option.name === name));
}
