import assert from "node:assert/strict";
import { csv } from "../../../src/report/tables/csv.ts";

Deno.test("csv() quotes as RFC 4180 says and keeps leading spaces", () => {
  const rows = [
    { text: `say "no", now`, n: 1.5, right: true, none: null },
    { text: " the", n: -0.1, right: false, none: null },
    { text: "a\nb", n: 1e-9, right: false, none: null },
  ];
  assert.equal(
    csv(rows),
    'text,n,right,none\r\n"say ""no"", now",1.5,true,\r\n" the",-0.1,false,\r\n"a\nb",1e-9,false,\r\n',
  );
});

Deno.test("csv() of nothing is empty", () => assert.equal(csv([]), ""));
