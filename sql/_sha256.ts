/** Lower-case hexadecimal SHA-256 of UTF-8 text: 64 characters. */
export async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex();
}
