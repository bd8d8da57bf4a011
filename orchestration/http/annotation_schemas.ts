import { z } from "@hono/zod-openapi";
import type { Json } from "../../core/json.ts";

const time = () => z.iso.datetime({ offset: true });
const type = () => z.string().min(1).max(64).openapi({ example: "note" });

/** An annotation. Source: `sql/functions/annotations/list_task_annotations.sql`. */
export const annotationSchema = z.object({
  task_annotation_id: z.int(),
  task_uuid: z.guid(),
  type: type(),
  annotation: z.unknown().openapi({ example: { text: "Customer called" } }),
  created_at: time(),
}).openapi("Annotation");

/** Body of `POST /v1/tasks/{uuid}/annotations`. */
export const newAnnotationSchema = z.strictObject({
  type: type(),
  annotation: z.custom<Json>((value) => value !== undefined && value !== null, "must be any JSON but null")
    .openapi({
      type: ["object", "array", "string", "number", "boolean"],
      example: { text: "Customer called" },
    }),
}).openapi("NewAnnotation");

/** A kind of annotation. Source: `sql/functions/annotations/list_annotation_types.sql`. */
export const annotationTypeSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  annotations_count: z.int(),
  created_at: time(),
}).openapi("AnnotationType");
