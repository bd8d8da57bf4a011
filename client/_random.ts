/**
 * Makes random hexadecimal digits. `crypto.randomUUID` is missing in browsers on plain HTTP.
 *
 * @param bytes Two digits a byte.
 */
export function randomHex(bytes: number): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(bytes)),
    (byte) => byte.toString(16).padStart(2, "0"),
  )
    .join("");
}
