import type { HealthCheck } from "../orchestration/mod.ts";
import type { Worker } from "../worker/mod.ts";

/** The check of a worker, for `/health`: healthy while it runs and its leases hold. */
export function workerCheck(worker: Worker): HealthCheck {
  return {
    name: "worker",
    check: () => {
      const { state, leasedForMs, isListening } = worker.status();
      if (state !== "running") return { status: "unhealthy", message: `The worker is ${state}` };
      if (leasedForMs <= 0) return { status: "unhealthy", message: "Its leases have run out" };
      if (!isListening) return { status: "degraded", message: "Notifications do not arrive; it polls" };
      return { status: "healthy" };
    },
  };
}
