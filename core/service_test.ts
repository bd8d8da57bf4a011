import { assertEquals, assertRejects } from "@std/assert";
import { ManagedService } from "./service.ts";

/** Comes up when it is let; its first start fails. */
class Balky extends ManagedService {
  readonly let = Promise.withResolvers<void>();
  readonly done: string[] = [];
  #isFirst = true;

  protected override async up(): Promise<void> {
    this.done.push("up");
    await this.let.promise;
    if (!this.#isFirst) return;
    this.#isFirst = false;
    throw new Error("away");
  }

  protected override down(): Promise<void> {
    this.done.push("down");
    return Promise.resolve();
  }
}

Deno.test("ManagedService.start() may be called again after it failed", async () => {
  await using service = new Balky();
  service.let.resolve();
  await assertRejects(() => service.start(), Error, "away");
  await service.start();
  await service.stop();
  assertEquals(service.done, ["up", "down", "up", "down"]);
});

Deno.test("ManagedService stops what was started again while its first start was about to fail", async () => {
  const service = new Balky();
  const first = service.start();
  const stopped = service.stop();
  const second = service.start();
  service.let.resolve();
  await assertRejects(() => first, Error, "away");
  await Promise.all([stopped, second]);
  await service.stop();
  assertEquals(service.done, ["up", "down", "up", "down"]);
});
