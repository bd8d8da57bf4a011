import { BlockList, isIP } from "node:net";

/** Finds out from where a request came, where proxies may stand between. */
export class ClientAddress {
  readonly #trusted = new BlockList();
  readonly #hasTrusted: boolean;

  /**
   * Makes a finder.
   *
   * @param trustedProxies Proxies whose `X-Forwarded-For` is believed: addresses or networks like `10.0.0.0/8`.
   * @throws {RangeError} When one is neither.
   */
  constructor(trustedProxies: readonly string[]) {
    this.#hasTrusted = trustedProxies.length > 0;
    for (const proxy of trustedProxies) {
      const [address = "", bits] = proxy.split("/");
      const family = familyOf(address);
      if (family === undefined) throw new RangeError(`Cannot trust the proxy "${proxy}": it is no address`);
      if (bits === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(bits), family);
    }
  }

  /**
   * The address of the caller: the peer, or where the peer is a trusted proxy, the last address of `X-Forwarded-For`
   * that is no trusted proxy. What stands before it was written by the caller and is not believed.
   *
   * @param peer Address that the connection comes from.
   * @param forwardedFor Header `X-Forwarded-For`.
   */
  of(peer: string, forwardedFor: string | undefined): string {
    let address = plain(peer);
    if (!this.#hasTrusted || forwardedFor === undefined) return address;
    const hops = forwardedFor.split(",").map((hop) => plain(hop.trim()));
    while (this.isTrusted(address)) {
      const hop = hops.pop();
      if (hop === undefined || isIP(hop) === 0) return address;
      address = hop;
    }
    return address;
  }

  /** Whether an address is one of the trusted proxies'. */
  isTrusted(address: string): boolean {
    const family = familyOf(address);
    return family !== undefined && this.#trusted.check(address, family);
  }
}

/**
 * What callers are counted by: an IPv4 address as it is; of IPv6 the network of 64 bits, because one caller has all its
 * addresses to call from.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = [], tail = []] = address.split("::").map((part) => part === "" ? [] : part.split(":"));
  const zeros = 8 - head.length - tail.length - (address.includes(".") ? 1 : 0);
  const groups = [...head, ...Array<string>(Math.max(zeros, 0)).fill("0"), ...tail].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(":")}::/64`;
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  switch (isIP(address)) {
    case 4:
      return "ipv4";
    case 6:
      return "ipv6";
  }
}

/** An IPv4 address that came over an IPv6 socket is an IPv4 address; ports and brackets go. */
function plain(address: string): string {
  const bare = address.match(/^\[(.+)\](?::\d+)?$/)?.[1] ??
    address.match(/^(\d+\.\d+\.\d+\.\d+):\d+$/)?.[1] ?? address;
  return bare.match(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i)?.[1] ?? bare;
}
