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
  /** Whether the index is searched for something; otherwise all of it may be read. */
  readonly isSearched: boolean;
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
    if (plan !== undefined) this.#visit(JSON.parse(plan).Plan, undefined);
  }

  /** The index scans of a bitmap stand below the scan of the table, and do not name it. */
  #visit(node: PlanNode, above: string | undefined): void {
    const { "Node Type": kind, "Relation Name": table = above, "Index Cond": condition } = node;
    if (table !== undefined && kind.endsWith("Scan") && kind !== "Bitmap Heap Scan") {
      const isSearched = condition !== undefined && !/^\(\w+ IS NOT NULL\)$/.test(condition);
      this.#accesses.push({ table, by: node["Index Name"] ?? kind, isSearched });
    }
    for (const child of node.Plans ?? []) this.#visit(child, kind.startsWith("Bitmap") ? table : undefined);
  }
}
