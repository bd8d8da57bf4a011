export type { OperatedStep, StepOperation, TaskOperation } from "../../core/operation.ts";
