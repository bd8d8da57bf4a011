import { z } from "zod";

/** Rule of a listening address: `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`; port 0 lets the system choose. */
export function socketAddress(): z.ZodString {
  return z.string().regex(
    /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    {
      error: 'must be "host:port" with a port of 0 to 65535',
    },
  );
}
