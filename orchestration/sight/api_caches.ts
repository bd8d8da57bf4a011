import type { CachesConfig } from "../../config/components/caches.ts";
import type { Subscription } from "../../sql/listener.ts";
import { Cache } from "./cache.ts";

/** Channel on which the database tells that a template was published or described anew. */
const CHANNEL = "tasker_templates";

/**
 * What the API remembers: answers as JSON text. Templates are forgotten when the database tells of a change; while its
 * notifications do not arrive, they are remembered for seconds only. Source: `sql/functions/templates/register_template.sql`.
 */
export class ApiCaches {
  /** Answers about templates. */
  readonly templates: Cache<string>;
  /** Figures of analytics. */
  readonly analytics: Cache<string>;

  /**
   * Makes empty caches.
   *
   * @param config How long, how many.
   * @param isHeard Whether notifications arrive at the moment.
   */
  constructor(config: CachesConfig, isHeard: () => boolean) {
    const { templatesSeconds, unheardSeconds } = config;
    const unheardMs = Math.min(templatesSeconds, unheardSeconds) * 1000;
    this.templates = new Cache({
      name: "templates",
      maxEntries: config.templatesEntries,
      ttlMs: () => isHeard() ? templatesSeconds * 1000 : unheardMs,
    });
    this.analytics = new Cache({
      name: "analytics",
      maxEntries: config.analyticsEntries,
      ttlMs: config.analyticsSeconds * 1000,
    });
  }

  /** What they want to hear; what came before somebody listened was missed. */
  get subscription(): Subscription {
    const forget = () => this.templates.clear();
    return { channels: { [CHANNEL]: forget }, onListening: forget };
  }
}
