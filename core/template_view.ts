import type { JsonObject } from "./json.ts";
import type { IdentityStrategy } from "./template.ts";

/** One version of a template, as people see it. */
export interface TemplateView {
  /** Its uuid. */
  readonly namedTaskUuid: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** Whether it is the highest version by semantic versioning. */
  readonly isLatest: boolean;
  /** For people. */
  readonly description: string | null;
  /** How duplicates are recognised. */
  readonly identityStrategy: IdentityStrategy;
  /** JSON Schema of the context; null for anything. */
  readonly inputSchema: JsonObject | boolean | null;
  /** The template as it was registered. */
  readonly configuration: JsonObject;
  /** Its steps in topological order. */
  readonly steps: readonly JsonObject[];
  /** Every published version, the highest first. */
  readonly versions: readonly string[];
  /** When it was published. */
  readonly createdAt: string;
  /** When what may change of it last changed. */
  readonly updatedAt: string;
}

/** Which template. */
export interface TemplateName {
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /**
   * Semantic version.
   *
   * @default {undefined} the highest
   */
  readonly version?: string | undefined;
}

/** A published version of a template. */
export interface ListedTemplate {
  /** Its uuid. */
  readonly namedTaskUuid: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** Whether it is the highest version by semantic versioning. */
  readonly isLatest: boolean;
  /** For people. */
  readonly description: string | null;
  /** How duplicates are recognised. */
  readonly identityStrategy: IdentityStrategy;
  /** How many steps it has. */
  readonly stepsCount: number;
  /** When it was published. */
  readonly createdAt: string;
  /** When what may change of it last changed. */
  readonly updatedAt: string;
}

/** What became of a template. */
export interface RegisteredTemplate {
  /** Its uuid. */
  readonly namedTaskUuid: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** False when the same version with the same graph was there already. */
  readonly created: boolean;
}

/** A namespace, and how much is published in it. */
export interface NamespaceView {
  /** Its name. */
  readonly name: string;
  /** For people. */
  readonly description: string | null;
  /** How many templates, versions not counted. */
  readonly templatesCount: number;
  /** How many handlers their steps name. */
  readonly handlersCount: number;
  /** When it was first used. */
  readonly createdAt: string;
}
