import type { Fault } from "./fault.ts";
export function templateFaults(_value: unknown): Fault[] {
  return [];
}
