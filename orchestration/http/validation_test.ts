import { assertEquals, assertThrows } from "@std/assert";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { TaskerError } from "../../core/errors.ts";
import { refuseFaults } from "./validation.ts";

Deno.test("refuseFaults() quotes nothing that stands under a name of secrets, however deep", () => {
  const schema = z.strictObject({
    password: z.string().min(12),
    login: z.object({ api_key: z.array(z.guid()) }),
  });
  const data = { password: "hunter2", login: { api_key: ["hunter2"] }, "hunter": 2 };
  const result = { target: "json", data, ...schema.safeParse(data) } as Parameters<typeof refuseFaults>[0];

  const error = assertThrows(() => refuseFaults({ ...result, data }, {} as Context), TaskerError);

  assertEquals(error.faults, [
    { path: "password", reason: "must have at least 12 characters" },
    { path: "login.api_key[0]", reason: "must be a uuid" },
    { path: "hunter", reason: "is not a known field" },
  ]);
  assertEquals(error.message.includes("hunter2"), false);
});
