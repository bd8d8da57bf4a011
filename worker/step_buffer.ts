import type { Claim } from "../orchestration/calls/claim.ts";

/** Places of steps that are gone are given back when there are this many. */
const MOST_GONE = 2000;

/** Claimed steps that no handler runs yet, first in, first out. */
export class StepBuffer {
  #claims: Claim[] = [];
  #first = 0;

  /** How many there are. */
  get size(): number {
    return this.#claims.length - this.#first;
  }

  /** Adds steps at the end. */
  push(claims: readonly Claim[]): void {
    if (this.size === 0) {
      this.#claims = [...claims];
      this.#first = 0;
    } else {
      for (const claim of claims) this.#claims.push(claim);
    }
  }

  /** Takes the first; `undefined` when there is none. */
  shift(): Claim | undefined {
    const claim = this.#claims[this.#first];
    if (claim === undefined) return undefined;
    this.#first += 1;
    if (this.#first >= MOST_GONE || this.#first === this.#claims.length) {
      this.#claims = this.#claims.slice(this.#first);
      this.#first = 0;
    }
    return claim;
  }

  /** Takes the last ones, the least urgent. */
  takeBack(count: number): Claim[] {
    return count <= 0 ? [] : this.#claims.splice(Math.max(this.#claims.length - count, this.#first));
  }

  /** Takes a step out. */
  remove(stepUuid: string): boolean {
    const place = this.#claims.findIndex((claim, i) => i >= this.#first && claim.stepUuid === stepUuid);
    if (place < 0) return false;
    this.#claims.splice(place, 1);
    return true;
  }

  /** Lists the steps. */
  stepUuids(): string[] {
    return this.#claims.slice(this.#first).map(({ stepUuid }) => stepUuid);
  }
}
