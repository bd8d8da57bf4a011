import { OpenAPIHono } from "@hono/zod-openapi";
import type { Sql } from "postgres";
import type { Sealer } from "../calls/sealer.ts";
import type { ApiCaches } from "../sight/api_caches.ts";
import type { ApiEnv } from "./api_env.ts";
import { refuseFaults } from "./validation.ts";

/** The application that the routes are put on. */
export type Api = OpenAPIHono<ApiEnv>;

/** What the routes work with. */
export interface ApiContext {
  /** Pool for the API. */
  readonly sql: Sql;
  /** What is remembered. None: nothing is. */
  readonly caches?: ApiCaches | undefined;
}

/** What the routes work with by which contexts and results come in, or go to workers. */
export interface SealingContext extends ApiContext {
  /** Seals what is sensitive. */
  readonly sealer: Sealer;
}

/** Makes an application whose routes refuse what their schemas refuse. */
export function makeApi(): Api {
  return new OpenAPIHono<ApiEnv>({ defaultHook: refuseFaults });
}
