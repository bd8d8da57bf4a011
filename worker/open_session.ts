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
  /** Called with each notification. */
  readonly onNotification?: (channel: string, payload: string) => void;
  /** Called when the connection is lost or closed. */
  readonly onClose?: () => void;
}

/** What the driver takes, the part included that its types do not tell. */
type DriverOptions = Options<Record<string, never>> & {
  readonly onnotify?: (channel: string, payload: string) => void;
};

/**
 * Opens a session of one connection.
 *
 * @param options Where, under which name, and whom to tell of what.
 * @returns The session; nothing is connected until the first statement.
 */
export function openSession(options: SessionOptions): Sql {
  const { database, applicationName, settings, onNotification, onClose } = options;
  const driverOptions: DriverOptions = {
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
    ...(onNotification === undefined ? {} : { onnotify: onNotification }),
    ...(onClose === undefined ? {} : { onclose: onClose }),
  };
  return postgres(database.url, driverOptions);
}
