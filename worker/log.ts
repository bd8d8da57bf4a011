import { getLogger, type Logger } from "@logtape/logtape";

/** Where the worker logs what it does; silent until the program configures LogTape. */
export const workerLog: Logger = getLogger(["tasker", "worker"]);

/** Where handlers log. */
export const stepLog: Logger = getLogger(["tasker", "step"]);
