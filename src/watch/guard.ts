import { createHash, timingSafeEqual } from "node:crypto";

export interface GuardOptions {
  /** What whoever asks has to know; null where this machine alone can ask. */
  readonly token: string | null;
  /** Served on: cookies are one host's, whatever its ports. */
  readonly port: number;
}

/** Whether a host name or address is this machine's own and nobody else's. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A token that nobody guesses: 256 random bits. */
export function randomToken(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/**
 * Null where a request may be answered, else what to answer instead.
 *
 * On loopback the name that was asked for has to be loopback's: another site may point its own name
 * here (DNS rebinding), and a browser would hand it what it reads. Elsewhere the token comes once in the
 * address and is a cookie from then on, so that it stays in no history and in no link that is passed on.
 */
export function refusal(request: Request, { token, port }: GuardOptions): Response | null {
  if (token === null) return refusalByName(request);
  const name = `onepass-watch-${port}`;
  const given = new URL(request.url).searchParams.get("token");
  if (given !== null) {
    if (!isSame(given, token)) return unknownToken();
    return new Response(null, {
      status: 303,
      headers: {
        location: "/",
        "set-cookie": `${name}=${token}; HttpOnly; SameSite=Lax; Path=/`,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
      },
    });
  }
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const own = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  return own !== undefined && isSame(own, token) ? null : unknownToken();
}

function refusalByName(request: Request): Response | null {
  const host = request.headers.get("host") ?? "";
  const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (isLoopback(name)) return null;
  return new Response(
    "Cannot show this page under that name: it is served to this machine alone, as 127.0.0.1 or " +
      "localhost\n",
    { status: 421 },
  );
}

function unknownToken(): Response {
  return new Response(
    'Cannot show this page: it wants the token that "deno task watch" printed, as ?token=…\n',
    { status: 401, headers: { "cache-control": "no-store" } },
  );
}

/** In the same time whatever differs: hashes are of one length, which the comparison wants. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a, b);
}
