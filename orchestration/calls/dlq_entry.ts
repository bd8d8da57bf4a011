export * from "../../core/dlq_entry.ts";
