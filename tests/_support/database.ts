import type { Sql } from "postgres";
import { connect } from "../../sql/connect.ts";
import { type ServerRelease, serverUrl, withDatabase } from "./servers.ts";
import { cloneTemplate, createEmpty, dropDatabase } from "./template.ts";

/** Options for {@linkcode TestDatabase.create}. */
export interface TestDatabaseOptions {
  /** Release of the server. @default {18} */
  readonly server?: ServerRelease;
  /** What `pg_stat_activity` shows. @default {"tasker_test"} */
  readonly applicationName?: string;
  /** Connections of `.sql` at most. @default {4} */
  readonly max?: number;
  /** Whether the SQL files were run in it. @default {true} */
  readonly migrated?: boolean;
  /** Whether the end of the test asks `check_invariants()`. @default {true} */
  readonly invariants?: boolean;
}

/**
 * A migrated database of its own for one test, gone when the test ends:
 * `await using db = await TestDatabase.create()`.
 */
export class TestDatabase implements AsyncDisposable {
  /** Pool of the database's owner. */
  readonly sql: Sql;
  /** Address of the database, for programs that connect by themselves. */
  readonly url: string;
  /** Name of the database. */
  readonly name: string;
  readonly #options: TestDatabaseOptions;
  readonly #server: string;
  readonly #clients: Sql[] = [];

  private constructor(server: string, name: string, options: TestDatabaseOptions) {
    this.#server = server;
    this.#options = options;
    this.name = name;
    this.url = withDatabase(server, name);
    this.sql = this.connect(options.max ?? 4);
  }

  /** Clones the template and connects to the clone. */
  static async create(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
    const server = serverUrl(options.server);
    const name = `tasker_test_${crypto.randomUUID().replaceAll("-", "")}`;
    await (options.migrated ?? true ? cloneTemplate(server, name) : createEmpty(server, name));
    return new TestDatabase(server, name, options);
  }

  /**
   * Opens another pool on this database; it ends with the test.
   *
   * @param max Connections at most; 1 gives one session, whose settings stay: `set tasker.now = …`.
   */
  connect(max = 1): Sql {
    const sql = connect(this.url, { max, applicationName: this.#options.applicationName ?? "tasker_test" });
    this.#clients.push(sql);
    return sql;
  }

  /** Opens one session whose clock stands at a time; {@linkcode moveClock} moves it. */
  async at(time: string): Promise<Sql> {
    const client = this.connect(1);
    await moveClock(client, time);
    return client;
  }

  /** Ends every connection, asks for broken invariants, drops the database. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#options.invariants ?? true) await assertInvariants(this.url);
    } finally {
      await Promise.all(this.#clients.map((client) => client.end({ timeout: 1 })));
      await dropDatabase(this.#server, this.name);
    }
  }
}

/** Sets the time that `tasker.now()` tells in a session of one connection. */
export async function moveClock(client: Sql, time: string): Promise<void> {
  await client`select set_config('tasker.now', ${time}::timestamptz::text, false)`;
}

async function assertInvariants(url: string): Promise<void> {
  const sql = connect(url, { max: 1, applicationName: "tasker_test_invariants" });
  try {
    const [check] = await sql`select to_regprocedure('tasker_v1.check_invariants()') is not null as exists`;
    const broken = check?.exists ? await sql`select * from tasker_v1.check_invariants()` : [];
    if (broken.length > 0) throw new Error(`Invariants are broken:\n${JSON.stringify(broken, null, 2)}`);
  } finally {
    await sql.end();
  }
}
