import { getQueueStatistics } from "../calls/get_queue_statistics.ts";
import type { CommandContext } from "./context.ts";

/** How an orchestrator is. */
export interface SystemHealth {
  /** In one word. */
  readonly status: "healthy" | "unhealthy";
  /** Whether the database answered. */
  readonly databaseConnected: boolean;
  /** Whether the queues can be read. */
  readonly messageQueuesHealthy: boolean;
  /** Consumers at work now. */
  readonly activeProcessors: number;
}

/** Asks the database and the queues for a sign of life; never throws. */
export async function checkHealth(context: CommandContext): Promise<SystemHealth> {
  const databaseConnected = await answers(context.sql`select 1`);
  const messageQueuesHealthy = databaseConnected && await answers(getQueueStatistics(context.sql));
  return {
    status: messageQueuesHealthy ? "healthy" : "unhealthy",
    databaseConnected,
    messageQueuesHealthy,
    activeProcessors: context.activeProcessors(),
  };
}

async function answers(question: PromiseLike<unknown>): Promise<boolean> {
  try {
    await question;
    return true;
  } catch {
    return false;
  }
}
