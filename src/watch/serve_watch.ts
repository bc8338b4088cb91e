import type { Feed } from "./feed.ts";
import { refusal } from "./guard.ts";
import { watchPage } from "./watch_page.ts";

export interface ServeOptions {
  readonly feed: Feed;
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Null on loopback only. */
  readonly token: string | null;
  readonly signal: AbortSignal;
}

/** The page as it is served. */
export interface ServedWatch {
  readonly port: number;
  /** Resolves once the signal has ended it. */
  readonly ended: Promise<void>;
}

/**
 * Serves the live page until the signal aborts.
 *
 * @throws {Deno.errors.AddrInUse} where somebody listens there already
 */
export function serveWatch({ feed, host, port, token, signal }: ServeOptions): ServedWatch {
  const { html, style, script } = watchPage();
  const files = new Map([
    ["/", { content: html, type: "text/html" }],
    ["/watch.css", { content: style, type: "text/css" }],
    ["/watch.js", { content: script, type: "text/javascript" }],
  ]);
  const answer = (request: Request): Response => {
    const refused = refusal(request, { token, port: server.addr.port });
    if (refused !== null) return refused;
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Only GET and HEAD\n", { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const isHead = request.method === "HEAD";
    const { pathname } = new URL(request.url);
    if (pathname === "/events") {
      return new Response(isHead ? null : feed.stream(), {
        headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
      });
    }
    const file = files.get(pathname);
    if (file === undefined) return new Response("There is no such page\n", { status: 404 });
    return new Response(isHead ? null : file.content, {
      headers: { "content-type": `${file.type}; charset=utf-8`, "cache-control": "no-cache" },
    });
  };
  const server = Deno.serve(
    { hostname: host, port, signal, onListen() {} },
    (request) => closed(answer(request)),
  );
  // What streams would hold the server open.
  signal.addEventListener("abort", () => feed.close(), { once: true });
  return { port: server.addr.port, ended: server.finished };
}

/** Closed to other sites, which may neither frame nor read it. */
function closed(response: Response): Response {
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("content-security-policy", "frame-ancestors 'none'");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cross-origin-resource-policy", "same-origin");
  return response;
}
