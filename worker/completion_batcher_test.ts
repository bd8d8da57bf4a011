import { assertEquals } from "@std/assert";
import { TaskerError } from "../core/errors.ts";
import { CompletionBatcher, type CompletionBatcherOptions } from "./completion_batcher.ts";
import type { PendingResult } from "./pending_result.ts";

const result = (n: number): PendingResult => ({ stepUuid: `step ${n}`, attempt: 1, text: `${n}` });

/** A batcher whose statements are recorded, and answered when the test says so. */
function batcherOn(
  record: (texts: string[]) => Promise<void>,
  options: Partial<CompletionBatcherOptions> = {},
): CompletionBatcher {
  return new CompletionBatcher({
    record: (_lane, batch) => record(batch.map(({ text }) => text)),
    onRecorded: () => {},
    onLostReply: () => {},
    isQuiet: () => true,
    signal: new AbortController().signal,
    ...options,
  });
}

Deno.test("CompletionBatcher sends a result at once, and gathers while a statement is under way", async () => {
  const sent: string[][] = [];
  const answers: (() => void)[] = [];
  const batcher = batcherOn((texts) => {
    sent.push(texts);
    return new Promise((resolve) => answers.push(resolve));
  });
  batcher.add(result(1));
  await Promise.resolve();
  assertEquals(sent, [["1"]]);
  batcher.add(result(2));
  batcher.add(result(3));
  await Promise.resolve();
  assertEquals([sent.length, batcher.size], [1, 3]);
  assertEquals(batcher.heldStepUuids(), ["step 1", "step 2", "step 3"]);
  answers.shift()?.();
  const drained = batcher.drained();
  while (answers.length === 0) await Promise.resolve();
  answers.shift()?.();
  await drained;
  assertEquals(sent, [["1"], ["2", "3"]]);
});

Deno.test("CompletionBatcher halves a refused batch until the result to blame is replaced by a failure", async () => {
  const recorded: string[] = [];
  const batcher = batcherOn((texts) => {
    if (texts.includes("5")) {
      return Promise.reject(
        Object.assign(new Error("unsupported Unicode escape sequence"), { code: "22P05" }),
      );
    }
    recorded.push(...texts);
    return Promise.resolve();
  });
  for (let n = 0; n < 9; n += 1) batcher.add(result(n));
  await batcher.drained();

  assertEquals(recorded.filter((text) => /^\d$/.test(text)), ["0", "1", "2", "3", "4", "6", "7", "8"]);
  const failure = JSON.parse(recorded.find((text) => text.startsWith("{")) ?? "");
  assertEquals([failure.step_uuid, failure.success], ["step 5", false]);
  assertEquals([failure.error.error_type, failure.error.retryable], ["unstorable_result", false]);
});

Deno.test("CompletionBatcher keeps results until the database is back", async () => {
  let outages = 2;
  let lost = 0;
  const recorded: string[] = [];
  const batcher = batcherOn((texts) => {
    if (outages-- > 0) return Promise.reject(new TaskerError("TK503", "Away"));
    recorded.push(...texts);
    return Promise.resolve();
  }, { onLostReply: () => lost += 1 });
  batcher.add(result(1));
  await batcher.drained();
  assertEquals([recorded, lost], [["1"], 2]);
});

Deno.test("CompletionBatcher gives up when it is told to", async () => {
  const gaveUp = new AbortController();
  const batcher = batcherOn(() => Promise.reject(new TaskerError("TK503", "Away")), {
    onLostReply: () => gaveUp.abort(),
    signal: gaveUp.signal,
  });
  batcher.add(result(1));
  await batcher.drained();
  assertEquals(gaveUp.signal.aborted, true);
});
