import type { Site } from "./demo_site.ts";

/** A site that is being served. */
export interface ServedSite {
  /** "http://127.0.0.1:8000/". */
  readonly address: string;
  /** Resolves once the signal has ended it. */
  readonly ended: Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  txt: "text/plain; charset=utf-8",
};

/**
 * Serves a site on loopback until the signal aborts; port 0 takes any that is free.
 *
 * @throws {Deno.errors.AddrInUse} where somebody listens there already
 */
export function serveSite(
  site: Site,
  { port, signal }: { readonly port: number; readonly signal: AbortSignal },
): ServedSite {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, signal, onListen() {} },
    (request) => answer(site, request),
  );
  return { address: `http://127.0.0.1:${server.addr.port}/`, ended: server.finished };
}

function answer(site: Site, { method, url }: Request): Response {
  if (method !== "GET" && method !== "HEAD") {
    return new Response("Only GET and HEAD\n", { status: 405, headers: { allow: "GET, HEAD" } });
  }
  const path = new URL(url).pathname.slice(1) || "index.html";
  const content = site.get(path);
  if (content === undefined) return new Response("There is no such file\n", { status: 404 });
  const headers = {
    "content-type": contentTypes[path.split(".").at(-1)!] ?? "application/octet-stream",
    "content-length": String(content.length),
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "content-security-policy": "frame-ancestors 'none'",
    // Without pages of others in its process, a browser gives this one a finer clock.
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  // The type allows shared memory, which no response takes; files are read into none.
  return new Response(method === "HEAD" ? null : content as Uint8Array<ArrayBuffer>, { headers });
}
