import { connect } from "../../sql/connect.ts";
import type { Sql } from "postgres";

/** A node of a plan, as `auto_explain` writes it in JSON. */
interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** How a statement got at the rows of a table. */
export interface Access {
  /** Table. */
  readonly table: string;
  /** Index, or the kind of scan where there is none. */
  readonly by: string;
  /** What the index is searched for; none: all of it is read. */
  readonly condition: string | undefined;
}

/**
 * A session that notes the plan of every statement it runs, those inside functions included: the plan that was executed,
 * be it cached since a time when the tables were empty.
 */
export class PlanSession implements AsyncDisposable {
  /** The session. */
  readonly sql: Sql;
  #accesses: Access[] = [];

  private constructor(url: string) {
    this.sql = connect(url, { max: 1, onNotice: ({ message }) => this.#note(message ?? "") });
  }

  /** Opens a session on a database, as a superuser. */
  static async open(url: string): Promise<PlanSession> {
    const session = new PlanSession(url);
    await session.sql.unsafe(`
      load 'auto_explain';
      set auto_explain.log_min_duration = 0;
      set auto_explain.log_nested_statements = on;
      set auto_explain.log_format = json;
      set auto_explain.log_level = notice`);
    return session;
  }

  /** Runs something and tells how it got at the rows of some tables. */
  async accesses(tables: readonly string[], work: (sql: Sql) => Promise<unknown>): Promise<Access[]> {
    this.#accesses = [];
    await work(this.sql);
    return this.#accesses.filter(({ table }) => tables.includes(table));
  }

  /** Disconnects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.sql.end();
  }

  #note(message: string): void {
    const [, plan] = /plan:\s*(\{[\s\S]*\})/.exec(message) ?? [];
    if (plan !== undefined) this.#visit(JSON.parse(plan).Plan);
  }

  #visit(node: PlanNode): void {
    const table = node["Relation Name"];
    if (table !== undefined && node["Node Type"].endsWith("Scan")) {
      this.#accesses.push({
        table,
        by: node["Index Name"] ?? node["Node Type"],
        condition: node["Index Cond"],
      });
    }
    for (const child of node.Plans ?? []) this.#visit(child);
  }
}
