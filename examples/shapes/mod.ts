/**
 * The shapes that graphs of steps take, as small as they get. Each takes `{ even_number: n }` and its last step comes
 * to a known power of n, computed with integers of any length and stored as decimal text: exact where floating
 * point would not be.
 *
 * @module
 */
import type { WorkerTask } from "../../worker/mod.ts";
import * as diamond from "./diamond.ts";
import * as linear from "./linear.ts";
import * as mixedDag from "./mixed_dag.ts";
import * as parallelMerge from "./parallel_merge.ts";
import * as tree from "./tree.ts";

/** A shape, and how to know that it ran as it should. */
export interface Shape {
  /** Its definition. */
  readonly task: WorkerTask & { readonly name: string };
  /** The step whose result counts. */
  readonly lastStep: string;
  /** What that result must be, for a given `even_number`. */
  readonly expected: (n: number) => string;
}

/** All shapes. */
export const SHAPES: readonly Shape[] = [
  { task: linear.linear, lastStep: "step_4", expected: linear.expected },
  { task: diamond.diamond, lastStep: "end", expected: diamond.expected },
  { task: tree.tree, lastStep: "final_convergence", expected: tree.expected },
  { task: mixedDag.mixedDag, lastStep: "finalize", expected: mixedDag.expected },
  { task: parallelMerge.parallelMerge, lastStep: "merge", expected: parallelMerge.expected },
];
