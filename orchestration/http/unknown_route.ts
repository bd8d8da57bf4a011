import type { Context } from "hono";
import { TaskerError } from "../../core/errors.ts";
import type { Api } from "./api.ts";
import { problemResponse } from "./problem_response.ts";

/**
 * Makes the answer to requests that no route takes: 405 where the path has other methods, else 404.
 *
 * @param api The application with all its routes.
 */
export function unknownRoute(api: Api): (c: Context) => Response {
  const routes = api.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ method, pattern: new URLPattern({ pathname: path }) }));

  return (c) => {
    const { method, path } = c.req;
    const known = routes.filter(({ pattern }) => pattern.test({ pathname: path }));
    const methods = [...new Set(known.map((route) => route.method))].sort();
    if (methods.length === 0) {
      const hint = "See /api-docs/openapi.json for what there is.";
      return problemResponse(
        c,
        new TaskerError("TK009", `Cannot ${method} ${path}: there is no such route`, { hint }),
        404,
      );
    }
    c.header("Allow", methods.join(", "));
    const hint = `It takes ${methods.join(", ")}.`;
    const error = new TaskerError("TK010", `Cannot ${method} ${path}: it does not take this method`, {
      hint,
    });
    return problemResponse(c, error, 405);
  };
}
