/** Claims that algebra decides, on a certificate that it holds. */
import assert from "node:assert/strict";
import type { JobRecord } from "../../src/records/record.ts";
import { plantedCertificate } from "./planted_records.ts";
import { fit, judged, texts } from "./planted_sets.ts";

Deno.test("what algebra decides says how far from equal the outputs were", () => {
  const fits = texts(12, (text) => fit(text, { tokens: 4 }));
  const said = (certificate: JobRecord) =>
    judged("T1-repeating-fails", [certificate, ...fits]).reason;
  assert.match(said(plantedCertificate()), /In planted-model outputs .* are, to the bit\./);
  assert.match(
    said(plantedCertificate({ sameToken: false })),
    /differ by 1 at most, of 10\..* Missing: equal outputs in planted-model/,
  );
});
