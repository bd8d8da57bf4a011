import { OpenAPIHono } from "@hono/zod-openapi";
import type { Sql } from "postgres";
import { refuseFaults } from "./validation.ts";

/** The application that the routes are put on. */
export type Api = OpenAPIHono;

/** What the routes work with. */
export interface ApiContext {
  /** Pool for the API. */
  readonly sql: Sql;
}

/** Makes an application whose routes refuse what their schemas refuse. */
export function makeApi(): Api {
  return new OpenAPIHono({ defaultHook: refuseFaults });
}
