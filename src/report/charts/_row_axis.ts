/** The axis of rows whose names have parts: a part a line, so that none is cut short on a phone. */
export const rowAxis = {
  title: null,
  labelLimit: 170,
  labelFontSize: 11,
  labelLineHeight: 13,
  labelExpr: "split(datum.label, ', ')",
} as const;
