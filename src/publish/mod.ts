/**
 * Runs made public: a folder each below `reports/`, a page over all of them with trends, the history of
 * each verdict and what differs between two; a checklist filled from a run; and bundles that open
 * without the tool and are checked by it to the last byte and verdict.
 *
 * @module
 */

export { type Bundle, makeBundle } from "./bundle/make_bundle.ts";
export { type BundleCheck, type BundleFault, verifyBundle } from "./bundle/verify_bundle.ts";
export { checklist, type ChecklistItem } from "./checklist.ts";
export { publishDeviceCheck, type PublishedCheck, readDeviceChecks } from "./device_checks.ts";
export { renderReportsIndex } from "./index_page/reports_index.ts";
export { type PublishedRun, readPublishedRun, readPublishedRuns } from "./published_run.ts";
export { megabytes, mostPageBytes, type Publication, publishRun } from "./publish_run.ts";
