/** A named place to run commands against: a server, or a database. */
export interface Profile {
  /** Its name. */
  readonly name: string;
  /** URL of the API; then there is no `databaseUrl`. */
  readonly server?: string;
  /** URL of the database; then there is no `server`. */
  readonly databaseUrl?: string;
  /** API key for the server. */
  readonly apiKey?: string;
  /** Bearer token for the server. */
  readonly token?: string;
  /** Longest that a call to the server may take. */
  readonly timeoutSeconds?: number;
  /** For people. */
  readonly description?: string;
  /** What its values refer to and is not there: such a profile can be shown, not used. */
  readonly faults: readonly string[];
}

/** The keys of a profile in its file, and what they do. */
export const PROFILE_KEYS = {
  server: "URL of the API",
  database_url: "URL of the database, instead of a server",
  api_key: "API key for the server",
  token: "Bearer token for the server",
  timeout_seconds: "Longest that a call to the server may take, 1 to 3600; 30 unless given",
  description: "For people",
} as const;

/** The profiles of a person. */
export interface Profiles {
  /** The file they stand in, whether it exists or not. */
  readonly path: string;
  /** Name of the one to use where none is named. */
  readonly standard: string | undefined;
  /** The profiles by name, in the order of the file. */
  readonly byName: ReadonlyMap<string, Profile>;
}
