/**
 * A handler module for tests that look at what a process logs, counts and traces.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { defineTask, PermanentError } from "../../mod.ts";

const shop = getLogger(["shop", "stock"]);

/** `look` asks `TEST_ECHO` and logs on a logger of its own; `end` needs it; `refuse` fails for good. */
export const tasks = [
  defineTask({ namespace: "sight", name: "look_around", version: "1.0.0" })
    .step("look", async ({ log }) => {
      await Promise.resolve();
      shop.info("Looked into {place}", { place: "the store" });
      log.info("Asked the store");
      const response = await fetch(`${Deno.env.get("TEST_ECHO")}/look`);
      return { heard: await response.text() };
    })
    .step("end", { dependsOn: ["look"] }, () => ({ done: true })),
  defineTask({ namespace: "sight", name: "refuse", version: "1.0.0" })
    .step("refuse", { retry: { maxAttempts: 3 } }, () => {
      throw new PermanentError("No, thank you");
    }),
];
