/** PostgreSQL releases that tests run against, oldest and newest that tasker supports. */
export type ServerRelease = 15 | 18;

const URLS: Readonly<Record<ServerRelease, string | undefined>> = {
  15: Deno.env.get("TASKER_TEST_URL_15"),
  18: Deno.env.get("TASKER_TEST_URL_18") ?? Deno.env.get("DATABASE_URL"),
};

/** The releases at hand in this run, for tests that must hold on each. */
export const SERVERS: readonly ServerRelease[] = ([15, 18] as const).filter((release) =>
  URLS[release] !== undefined
);

/** The release a test gets when it does not say: `TASKER_TEST_SERVER`, or 18. */
const DEFAULT_SERVER: ServerRelease = Deno.env.get("TASKER_TEST_SERVER") === "15" ? 15 : 18;

/** Address of a server of the run, as its superuser. */
export function serverUrl(release: ServerRelease = DEFAULT_SERVER): string {
  const url = URLS[release];
  if (url !== undefined) return url;
  throw new Error(
    `Cannot reach a PostgreSQL ${release} for tests: run them with \`deno task test\`, or set TASKER_TEST_URL_${release}`,
  );
}

/** The address of another database of the same server. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
