import assert from "node:assert/strict";
import { gloveOrStandIn } from "../../src/text/mod.ts";

Deno.test("gloveOrStandIn() says of each mirror why not, and takes the stand-in, named as one", async () => {
  await using server = Deno.serve(
    { port: 0, onListen() {} },
    ({ url }) =>
      url.endsWith("/other") ? new Response("not the list") : new Response(null, { status: 404 }),
  );
  const base = `http://127.0.0.1:${server.addr.port}`;
  const failed: [string, string][] = [];
  const list = await gloveOrStandIn({
    download,
    mirrors: [`${base}/gone`, `${base}/other`],
    onFailed: (mirror, reason) => failed.push([mirror, reason]),
  });
  assert.equal(list.name, "english");
  assert.match(list.standIn!, /in place of GloVe's 100,000/);
  assert.deepEqual(failed.map(([mirror]) => mirror), [`${base}/gone`, `${base}/other`]);
  assert.match(failed[0][1], /404/);
  assert.match(failed[1][1], /its sha256 is [0-9a-f]{64}/);
});

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.bytes();
}
