export type { Reason } from "../../core/reason.ts";
