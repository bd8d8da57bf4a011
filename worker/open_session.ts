import postgres, { type Options, type Sql } from "postgres";
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

/** An array type of PostgreSQL's, by its fixed oid; elements are quoted, so any text is safe in them. */
const arrayType = (oid: number) => ({ to: oid, from: [oid], serialize: writeArray, parse: readArray });

/** The array types of the door's arguments: `uuid[]`, `text[]`, `bigint[]`. */
const ARRAY_TYPES = { uuids: arrayType(2951), texts: arrayType(1009), bigints: arrayType(1016) };

/**
 * Opens a session of one connection. The driver is told the array types instead of asking for them: a connection that
 * is cut while it asks would reject a promise that nobody holds (postgres 3.4.9, `fetchArrayTypes`) and so end the process.
 *
 * @param options Where, under which name, and whom to tell of what.
 * @returns The session; nothing is connected until the first statement.
 */
export function openSession(options: SessionOptions): Sql {
  const { database, applicationName, settings, onNotification, onClose } = options;
  const driverOptions: DriverOptions = {
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    types: ARRAY_TYPES as never,
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

function writeArray(items: readonly unknown[]): string {
  return `{${items.map((item) => `"${String(item).replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

/** Reads an array of plain words, such as uuids; texts with quotes come as JSON in every call. */
function readArray(text: string): string[] {
  return text === "{}" ? [] : text.slice(1, -1).split(",");
}
