import { z } from "@hono/zod-openapi";

const time = () => z.iso.datetime({ offset: true });
const systemName = () => z.string().min(1).max(255).openapi({ example: "billing" });
const remoteId = () => z.string().min(1).max(128).openapi({ example: "INV-2031" });

/** A system outside. Source: `sql/functions/systems/put_dependent_system.sql`. */
export const systemSchema = z.object({
  dependent_system_uuid: z.guid(),
  name: z.string(),
  description: z.string().nullable(),
  created_at: time(),
}).openapi("DependentSystem");

/** A system outside in a list. Source: `sql/functions/systems/list_dependent_systems.sql`. */
export const listedSystemSchema = systemSchema.extend({
  steps_count: z.int().openapi({ description: "Steps of templates that talk to it" }),
}).openapi("ListedDependentSystem");

/** Body of `PUT /v1/systems/{name}`. */
export const systemChangesSchema = z.strictObject({ description: z.string().max(4000).optional() })
  .openapi("DependentSystemChanges");

/** Names a system in a path. */
export const systemPathSchema = z.object({ name: systemName() });

/** A map between objects of two systems. Source: `sql/functions/systems/mapped_objects.sql`. */
export const objectMapSchema = z.object({
  dependent_system_object_map_id: z.int(),
  system_one: z.string(),
  remote_id_one: z.string(),
  system_two: z.string(),
  remote_id_two: z.string(),
  created_at: time(),
}).openapi("ObjectMap");

/** Body of `POST /v1/systems/maps`. */
export const newObjectMapSchema = z.strictObject({
  system_one: systemName(),
  remote_id_one: remoteId(),
  system_two: systemName().openapi({ example: "warehouse" }),
  remote_id_two: remoteId().openapi({ example: "88-1" }),
}).openapi("NewObjectMap");
