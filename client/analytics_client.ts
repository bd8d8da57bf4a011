import type { Bottlenecks, Performance, SlowStep, SlowTask } from "../core/analytics.ts";
import { toQuery } from "./_paths.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";

/** What to analyse. */
export interface PeriodFilter {
  /**
   * Length of the period up to now, 1 to 8760.
   *
   * @default {24}
   */
  readonly hours?: number | undefined;
  /** Only this namespace. */
  readonly namespace?: string | undefined;
}

/** Which of the slowest to list. */
export interface SlowestFilter extends PeriodFilter {
  /**
   * Most to list, 1 to 100.
   *
   * @default {10}
   */
  readonly limit?: number | undefined;
}

/** Which bottlenecks to list. */
export interface BottleneckFilter extends SlowestFilter {
  /**
   * What ran less often is left out.
   *
   * @default {5}
   */
  readonly minExecutions?: number | undefined;
}

/** Reads how work went; {@linkcode TaskerClient.analytics} is one. */
export class AnalyticsClient {
  readonly #connection: HttpConnection;

  /** Use {@linkcode TaskerClient.analytics}. */
  constructor(connection: HttpConnection) {
    this.#connection = connection;
  }

  /**
   * Measures a period: throughput, how tasks ended, and percentiles of how long tasks and steps took.
   *
   * @param filter Which period, which namespace.
   * @param options How to call.
   */
  async performance(filter: PeriodFilter = {}, options?: CallOptions): Promise<Performance> {
    return await this.#read("performance", filter, options);
  }

  /**
   * Lists the steps and templates that take longest on average, with what to do about it.
   *
   * @param filter Which period, and how many.
   * @param options How to call.
   */
  async bottlenecks(filter: BottleneckFilter = {}, options?: CallOptions): Promise<Bottlenecks> {
    return await this.#read("bottlenecks", filter, options);
  }

  /**
   * Lists the single steps that took longest in a period.
   *
   * @param filter Which period, and how many.
   * @param options How to call.
   */
  async slowestSteps(filter: SlowestFilter = {}, options?: CallOptions): Promise<SlowStep[]> {
    return await this.#read("slowest-steps", filter, options);
  }

  /**
   * Lists the single tasks that took longest in a period.
   *
   * @param filter Which period, and how many.
   * @param options How to call.
   */
  async slowestTasks(filter: SlowestFilter = {}, options?: CallOptions): Promise<SlowTask[]> {
    return await this.#read("slowest-tasks", filter, options);
  }

  async #read<Answer>(what: string, filter: object, options: CallOptions | undefined): Promise<Answer> {
    return await this.#connection.read(`/v1/analytics/${what}${toQuery(filter)}`, options);
  }
}
