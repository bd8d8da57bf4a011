/**
 * Installs and upgrades tasker's part of a PostgreSQL database, and runs a PostgreSQL of its own where
 * there is none.
 *
 * @module
 */
export * from "../core/breaker.ts";
export type { Circuit, CircuitPolicy, Ticket } from "../core/circuit.ts";
export * from "./api_level.ts";
export * from "./check.ts";
export * from "./connect.ts";
export * from "./embedded.ts";
export * from "./embedded/folder_in_use_error.ts";
export * from "./embedded/running.ts";
export * from "./migrate.ts";
export * from "./migration_blocked_error.ts";
export * from "./outdated_programs.ts";
export * from "./plan_migration.ts";
export * from "./render.ts";
export * from "./schema_mismatch_error.ts";
export * from "./snapshot.ts";
export * from "./sql_files.ts";
export { SqlFileError } from "./_run_file.ts";
