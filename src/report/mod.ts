/**
 * A run made readable: one self-contained HTML page of verdicts, charts, tables and texts, and each
 * chart as SVG, CSV and Vega-Lite specification. Pure: records go in, text comes out, nothing is
 * written, and no clock is read.
 *
 * @module
 */

export { renderCharts } from "./charts/render_charts.ts";
export { renderReport, type ReportInput } from "./render_report.ts";
