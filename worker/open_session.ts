import postgres, { type Options, type Sql } from "postgres";
import { FIXED_ARRAY_TYPES } from "../sql/array_types.ts";
import type { WorkerDatabase } from "./worker_options.ts";

/** Options for {@linkcode openSession}. */
export interface SessionOptions {
  /** Where to connect. */
  readonly database: Required<WorkerDatabase>;
  /** What the server's list of sessions shows. */
  readonly applicationName: string;
  /** Settings of the session. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told when its connection is closed. */
  readonly onClosed?: (() => void) | undefined;
}

/**
 * Opens a session of one connection.
 *
 * @param options Where, and under which name.
 * @returns The session; nothing is connected until the first statement.
 */
export function openSession(options: SessionOptions): Sql {
  const { database, applicationName, settings, onClosed } = options;
  const driverOptions: Options<Record<string, never>> = {
    max: 1,
    max_lifetime: null,
    ...FIXED_ARRAY_TYPES,
    connect_timeout: database.connectTimeoutSeconds,
    connection: {
      application_name: applicationName,
      statement_timeout: database.statementTimeoutMs,
      ...settings,
    },
    onnotice: () => {},
    onclose: () => onClosed?.(),
  };
  return postgres(database.url, driverOptions);
}
