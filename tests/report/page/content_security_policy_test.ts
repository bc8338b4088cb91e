import assert from "node:assert/strict";
import { contentSecurityPolicy } from "../../../src/report/page/content_security_policy.ts";

Deno.test("contentSecurityPolicy() lets run only what it is given, by hash", () => {
  // printf 'alert(1)' | openssl dgst -sha256 -binary | base64, and the same of 'a{}'.
  assert.equal(
    contentSecurityPolicy({ scripts: ["alert(1)"], styles: ["a{}"] }),
    "default-src 'none'; script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='; " +
      "style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; base-uri 'none'; form-action 'none'",
  );
});
