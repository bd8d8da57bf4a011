import type { Template } from "../core/template.ts";
import type {
  ListedTemplate,
  NamespaceView,
  RegisteredTemplate,
  TemplateName,
  TemplateView,
} from "../core/template_view.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { path, toQuery } from "./_paths.ts";

/** Something that writes itself as a template, such as what `defineTask` makes. */
export interface TemplateSource {
  /** Writes the template. */
  toTemplate(): Template;
}

/** Reads and publishes templates; {@linkcode TaskerClient.templates} is one. */
export class TemplatesClient {
  readonly #connection: HttpConnection;

  /** Use {@linkcode TaskerClient.templates}. */
  constructor(connection: HttpConnection) {
    this.#connection = connection;
  }

  /**
   * Lists the published templates, every version.
   *
   * @param filter Of one namespace only.
   * @param options How to call.
   * @returns By namespace and name, the highest version first.
   */
  async list(filter: { readonly namespace?: string | undefined } = {}, options?: CallOptions): Promise<
    ListedTemplate[]
  > {
    const { templates } = await this.#list(filter, options);
    return templates;
  }

  /**
   * Lists the namespaces, and how much is published in each.
   *
   * @param options How to call.
   * @returns By name.
   */
  async namespaces(options?: CallOptions): Promise<NamespaceView[]> {
    const { namespaces } = await this.#list({}, options);
    return namespaces;
  }

  /**
   * Reads one version of a template.
   *
   * @param template Which one; the highest version unless one is named.
   * @param options How to call.
   * @throws {TaskerError} `TK103` when there is no such namespace, template or version.
   */
  async get({ namespace, name, version }: TemplateName, options?: CallOptions): Promise<TemplateView> {
    const latest = path`/v1/templates/${namespace}/${name}`;
    const target = version === undefined ? latest : latest + path`/${version}`;
    return await this.#connection.read(target, options);
  }

  /**
   * Publishes a template; a published version does not change, and publishing it again changes nothing.
   *
   * @param template What `defineTask` makes, or a template as template files have it.
   * @param options How to call.
   * @returns Its uuid, and whether it is new.
   * @throws {TaskerError} `TK002` with every fault, `TK201` when the version was published with another graph.
   */
  async register(template: Template | TemplateSource, options?: CallOptions): Promise<RegisteredTemplate> {
    const body = "toTemplate" in template ? template.toTemplate() : template;
    const request = { method: "POST", path: "/v1/templates", body, isVerbatim: true, options } as const;
    return await this.#connection.send(request);
  }

  async #list(filter: object, options?: CallOptions): Promise<Listed> {
    return await this.#connection.read(`/v1/templates${toQuery(filter)}`, options);
  }
}

interface Listed {
  readonly namespaces: NamespaceView[];
  readonly templates: ListedTemplate[];
}
