import { assert, assertEquals } from "@std/assert";
import { makeApiKey } from "../../orchestration/access/api_key.ts";
import { createApiKey } from "../../orchestration/access/key_store.ts";
import { TestDatabase } from "../_support/database.ts";
import { Program } from "../cli/_program.ts";
import { GuardedApi } from "./_api.ts";

type Paths = Record<string, Record<string, { readonly "x-permission": string }>>;

const namesOf = (paths: Paths) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: operation["x-permission"],
    }))
  );

Deno.test("tasker start asks for credentials where the configuration says so, on every route it serves", async (test) => {
  await using db = await TestDatabase.create({ migrated: false });
  await using program = new Program(["start", "--json"], {
    DATABASE_URL: db.url,
    TASKER_AUTH_MODE: "required",
    TASKER_WEB_BIND_ADDRESS: "127.0.0.1:0",
  });
  const { address } = await program.up<{ readonly address: string }>();
  const served = namesOf((await (await fetch(`${address}/openapi.json`)).json()).paths);
  const ask = async (method: string, path: string, key?: string): Promise<number> => {
    const headers: HeadersInit = key === undefined ? {} : { "X-API-Key": key };
    const response = await fetch(`${address}${path.replaceAll(/\{\w+\}/g, crypto.randomUUID())}`, {
      method,
      headers,
    });
    await response.body?.cancel();
    return response.status;
  };

  await test.step("nobody gets in without", async () => {
    const leaks = [];
    for (const { method, path, permission } of served) {
      if (permission === "public") continue;
      const status = await ask(method, path);
      if (status !== 401) leaks.push(`${method} ${path}: ${status}`);
    }
    assertEquals(leaks, []);
  });

  await test.step("a key opens what it allows", async () => {
    const made = makeApiKey();
    await createApiKey(db.sql, made, {
      name: "t",
      scopes: ["tasks:read"],
      namespaces: [],
      days: 1,
      by: "test",
    });
    assertEquals(await ask("GET", "/v1/tasks", made.key), 200);
    assertEquals(await ask("GET", "/v1/workers", made.key), 403);
    assertEquals(await ask("GET", "/metrics", made.key), 403);
  });

  await test.step("its routes are those that are tried with every kind of bad credential", async () => {
    await using api = await GuardedApi.create();
    const { body } = await api.ask("GET", "/openapi.json");
    const tried = new Set(
      namesOf(body.paths).map(({ method, path, permission }) => `${method} ${path} ${permission}`),
    );
    assert(served.length > 60);
    assertEquals(
      served.map(({ method, path, permission }) => `${method} ${path} ${permission}`).filter((name) =>
        !tried.has(name)
      ),
      [],
    );
  });
});
