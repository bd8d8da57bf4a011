import type { Json } from "./json.ts";

/** Something that was noted about a task. Source: `sql/functions/annotations/list_task_annotations.sql`. */
export interface Annotation {
  /** Its number. */
  readonly taskAnnotationId: number;
  /** The task. */
  readonly taskUuid: string;
  /** Its kind: `note`, `change`… */
  readonly type: string;
  /** What was noted. */
  readonly annotation: Json;
  /** When: ISO 8601. */
  readonly createdAt: string;
}
