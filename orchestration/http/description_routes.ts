import type { Api } from "./api.ts";
import { REFERENCE_PAGE } from "./reference_page.ts";

const DESCRIPTION =
  "Runs workflows on PostgreSQL. Errors are problem documents (RFC 9457) whose code is the same in SQL, " +
  "HTTP and logs. Answers to GET carry an ETag; send it back as If-None-Match.";

/**
 * Puts the API's description (OpenAPI 3.1, from the schemas that validate) and a page that shows it on an application. The
 * page loads nothing from anywhere else. To be called last: it describes what is there.
 *
 * @param version Version of the program.
 */
export function addDescriptionRoutes(api: Api, version: string): void {
  api.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  api.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
  });
  let text: string | undefined;
  const describe = () =>
    text ??= JSON.stringify(api.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "tasker", version, description: DESCRIPTION },
    }));
  for (const path of ["/openapi.json", "/api-docs/openapi.json"]) {
    api.get(path, (c) => c.body(describe(), 200, { "Content-Type": "application/json" }));
  }
  for (const path of ["/docs", "/api-docs/ui"]) {
    api.get(path, (c) => {
      c.header(
        "Content-Security-Policy",
        "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
      );
      return c.html(REFERENCE_PAGE);
    });
  }
}
