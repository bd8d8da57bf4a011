import type { FieldKind, FieldRule, Fields } from "./field_faults.ts";
import {
  BACKOFFS,
  DELIVERY_MODES,
  EVENT_CONDITIONS,
  IDENTITY_STRATEGIES,
  STALENESS_ACTIONS,
} from "./template.ts";

/** The objects a template is made of. */
export type FieldOwner =
  | "template"
  | "step"
  | "handler"
  | "retry"
  | "lifecycle"
  | "systems"
  | "event"
  | "publication";

type Rule = FieldRule<FieldOwner>;

const rule = (kind: FieldKind, rest: Partial<Rule> = {}): Rule => ({
  kind,
  required: false,
  ...rest,
});
const required = (field: Rule): Rule => ({ ...field, required: true });
const text = (low: number, high: number) => rule("text", { low, high });
const texts = (low: number, high: number) => rule("texts", { low, high });
const pointers = (low: number, high: number) => rule("pointers", { low, high });
const integer = (low: number, high: number) => rule("integer", { low, high });
const choice = (choices: readonly string[]) => rule("choice", { choices });
const list = (shape: FieldOwner, low: number, high: number) => rule("list", { shape, low, high });
const object = (shape: FieldOwner) => rule("object", { shape });

const name = required(rule("name", { low: 1, high: 128 }));
const description = text(0, 4000);
const event = {
  name: required(rule("event_name", { low: 3, high: 255 })),
  description,
  schema: rule("schema"),
};

/**
 * Every field a template may have and what it must be.
 * Source: `sql/functions/templates/template_fields.sql`, which says the same; a test compares them.
 */
export const TEMPLATE_FIELDS: Fields<FieldOwner> = {
  template: {
    namespace: required(rule("namespace", { low: 1, high: 29 })),
    name,
    version: required(rule("version", { low: 5, high: 50 })),
    description,
    metadata: rule("object"),
    identity_strategy: choice(IDENTITY_STRATEGIES),
    input_schema: rule("schema"),
    searchable: texts(1, 255),
    sensitive: pointers(1, 255),
    lifecycle: object("lifecycle"),
    system_dependencies: object("systems"),
    domain_events: list("event", 0, 1000),
    steps: required(list("step", 1, 65535)),
  },
  step: {
    name,
    description,
    handler: required(object("handler")),
    dependencies: texts(1, 128),
    system_dependency: text(1, 255),
    retry: object("retry"),
    timeout_seconds: integer(1, 86400),
    publishes_events: list("publication", 0, 1000),
    result_schema: rule("schema"),
    sensitive: pointers(0, 255),
  },
  handler: {
    callable: required(text(1, 255)),
    method: text(1, 255),
    resolver: text(1, 255),
    initialization: rule("object"),
  },
  retry: {
    retryable: rule("boolean"),
    max_attempts: integer(0, 100),
    backoff: choice(BACKOFFS),
    backoff_base_ms: integer(1, 3600000),
    max_backoff_ms: integer(1, 3600000),
    jitter: rule("number", { low: 0, high: 1 }),
  },
  lifecycle: {
    max_duration_minutes: integer(1, 43200),
    max_waiting_for_dependencies_minutes: integer(1, 10080),
    max_waiting_for_retry_minutes: integer(1, 10080),
    max_steps_in_process_minutes: integer(1, 10080),
    staleness_action: choice(STALENESS_ACTIONS),
    auto_fail_on_timeout: rule("boolean"),
    auto_dlq_on_timeout: rule("boolean"),
  },
  systems: {
    primary: text(1, 255),
    secondary: texts(1, 255),
  },
  event,
  publication: {
    ...event,
    condition: choice(EVENT_CONDITIONS),
    delivery_mode: choice(DELIVERY_MODES),
    publisher: text(1, 255),
  },
};
