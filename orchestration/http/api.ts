import { OpenAPIHono } from "@hono/zod-openapi";
import type { Sql } from "postgres";
import type { ApiEnv } from "./api_env.ts";
import { refuseFaults } from "./validation.ts";

/** The application that the routes are put on. */
export type Api = OpenAPIHono<ApiEnv>;

/** What the routes work with. */
export interface ApiContext {
  /** Pool for the API. */
  readonly sql: Sql;
}

/** Makes an application whose routes refuse what their schemas refuse. */
export function makeApi(): Api {
  return new OpenAPIHono<ApiEnv>({ defaultHook: refuseFaults });
}
