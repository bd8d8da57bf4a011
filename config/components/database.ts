import { z } from "zod";

/** How processes reach PostgreSQL. */
export interface DatabaseConfig {
  /** Where PostgreSQL is: a `postgres://` URL, or `undefined` for the embedded server. */
  readonly url: string | undefined;
  /** Where sessions go that listen for notifications: the same database without a pooler between; `undefined` for `url`. */
  readonly listenUrl: string | undefined;
  /** Folder of the embedded server, relative to the working directory. */
  readonly dataDir: string;
  /** Connections a process opens for each kind of work. */
  readonly pool: DatabasePoolConfig;
  /** Connections of the server that a process leaves to others when it starts: 0 to 10000. */
  readonly reservedConnections: number;
  /** Longest a statement may run: milliseconds, 100 to 3600000. */
  readonly statementTimeoutMs: number;
  /** Longest that opening a connection may take: seconds, 1 to 300. */
  readonly connectTimeoutSeconds: number;
}

/** Connections that one process opens for each kind of work: 1 to 200 each. A worker opens its own, one for each lane. */
export interface DatabasePoolConfig {
  /** For an orchestrator's commands, timers and recovery, which never wait behind requests. */
  readonly maintenance: number;
  /** For the HTTP API. */
  readonly api: number;
}

const connections = () => z.int().min(1).max(200).meta({ unit: "connections" });

/** Rules of `[database]`. */
export const databaseSchema = z.strictObject({
  url: postgresUrl().optional()
    .describe("Where PostgreSQL is; without it an embedded PostgreSQL is started in data_dir"),
  listen_url: postgresUrl().optional()
    .describe(
      "Where sessions go that listen for notifications: the database of url, past a pooler; without it that is url",
    ),
  data_dir: z.string().min(1)
    .describe("Folder of the embedded PostgreSQL, relative to the working directory"),
  pool: z.strictObject({
    maintenance: connections().describe(
      "Connections a process keeps for an orchestrator's commands, timers and recovery",
    ),
    api: connections().describe("Connections a process keeps for the HTTP API"),
  }).describe("Connections that one process opens for each kind of work"),
  reserved_connections: z.int().min(0).max(10_000).meta({ unit: "connections" })
    .describe(
      "Connections of the server that a process leaves to others: it does not start when its own would take them",
    ),
  statement_timeout_ms: z.int().min(100).max(3_600_000).meta({ unit: "ms" })
    .describe("Longest a statement may run before PostgreSQL cancels it"),
  connect_timeout_seconds: z.int().min(1).max(300).meta({ unit: "s" })
    .describe("Longest that opening a connection may take"),
}).refine(({ url, listen_url }) => listen_url === undefined || url !== undefined, {
  path: ["listen_url"],
  error: "needs url: an embedded PostgreSQL has no pooler before it",
});

function postgresUrl(): z.ZodString {
  return z.string()
    .refine(isPostgresUrl, { error: 'must be a URL like "postgres://user:password@host:5432/name"' });
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && ["postgres:", "postgresql:"].includes(new URL(text).protocol);
}
