import { z } from "@hono/zod-openapi";
import type { Api, ApiContext } from "./api.ts";
import { defineRoute } from "./define_route.ts";
import { answer, body, nothing } from "./json_content.ts";
import { passJson, readJson } from "./pass_json.ts";
import { problems } from "./problem_schema.ts";
import {
  listedSystemSchema,
  newObjectMapSchema,
  objectMapSchema,
  systemChangesSchema,
  systemPathSchema,
  systemSchema,
} from "./system_schemas.ts";

const list = defineRoute({
  permission: "system:read",
  method: "get",
  path: "/v1/systems",
  tags: ["systems"],
  summary: "Lists the systems outside that steps talk to",
  responses: { 200: answer(z.array(listedSystemSchema), "The systems, by name"), ...problems() },
});

const put = defineRoute({
  permission: "system:operate",
  method: "put",
  path: "/v1/systems/{name}",
  tags: ["systems"],
  summary: "Makes a system outside known, or describes it anew",
  request: { params: systemPathSchema, body: body(systemChangesSchema, "What it is") },
  responses: {
    200: answer(systemSchema, "It was known"),
    201: answer(systemSchema, "The system"),
    ...problems(400, 413),
  },
});

const find = defineRoute({
  permission: "system:read",
  method: "get",
  path: "/v1/systems/{name}/objects/{remote_id}",
  tags: ["systems"],
  summary: "Finds what an object of a system is called elsewhere, on whichever side of a map it stands",
  request: {
    params: systemPathSchema.extend({ remote_id: z.string().min(1).max(128) }),
    query: z.strictObject({
      system: z.string().max(255).optional().openapi({ description: "Only in this system" }),
    }),
  },
  responses: { 200: answer(z.array(objectMapSchema), "The maps"), ...problems(400, 404) },
});

const map = defineRoute({
  permission: "system:operate",
  method: "post",
  path: "/v1/systems/maps",
  tags: ["systems"],
  summary: "Notes that an object of one system is an object of another",
  request: { body: body(newObjectMapSchema, "Which is which") },
  responses: {
    200: answer(objectMapSchema, "It was noted already, in this or the other order"),
    201: answer(objectMapSchema, "The map"),
    ...problems(400, 404, 413),
  },
});

const unmap = defineRoute({
  permission: "system:operate",
  method: "delete",
  path: "/v1/systems/maps/{map_id}",
  tags: ["systems"],
  summary: "Takes back a map between objects of two systems",
  request: { params: z.object({ map_id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }) },
  responses: { 204: nothing("It is gone"), ...problems(400, 404) },
});

/** Puts the routes of dependent systems and their object maps on an application. */
export function addSystemRoutes(api: Api, { sql }: ApiContext): void {
  api.openapi(list, async (c) => {
    const text = await readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(s) order by s.name), '[]')::text as json
        from tasker_v1.list_dependent_systems() s`);
    return passJson(c, text);
  });

  api.openapi(put, async (c) => {
    const { description } = c.req.valid("json");
    const text = await readJson(sql`
      select to_jsonb(s)::text as json
        from tasker_v1.put_dependent_system(${c.req.valid("param").name}, ${description ?? null}) s`);
    const { created, ...system } = JSON.parse(text);
    return c.json(system, created ? 201 : 200);
  });

  api.openapi(find, async (c) => {
    const { name, remote_id } = c.req.valid("param");
    const text = await readJson(sql`
      select coalesce(jsonb_agg(to_jsonb(m) order by m.dependent_system_object_map_id), '[]')::text as json
        from tasker_v1.find_mapped_objects(${name}, ${remote_id}, ${c.req.valid("query").system ?? null}) m`);
    return passJson(c, text);
  });

  api.openapi(map, async (c) => {
    const { system_one, remote_id_one, system_two, remote_id_two } = c.req.valid("json");
    const text = await readJson(sql`
      select to_jsonb(m)::text as json
        from tasker_v1.map_objects(${system_one}, ${remote_id_one}, ${system_two}, ${remote_id_two}) m`);
    const { created, ...found } = JSON.parse(text);
    return c.json(found, created ? 201 : 200);
  });

  api.openapi(unmap, async (c) => {
    await readJson(sql`select 'null' as json from tasker_v1.unmap_objects(${c.req.valid("param").map_id})`);
    return c.body(null, 204);
  });
}
