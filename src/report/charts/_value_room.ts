/** Pixels of a character of a figure beside a mark, and of the gap before it. */
const [character, gap] = [7.2, 12];

/**
 * The range of a horizontal axis that leaves room for the longest figure after its furthest mark: in
 * pixels, since a share of the axis would be too little on a phone and too much on a screen.
 */
export function roomAfter(labelled: readonly { readonly label: string }[]) {
  const longest = Math.max(0, ...labelled.map(({ label }) => label.length));
  return [0, { expr: `max(40, width - ${Math.ceil(gap + character * longest)})` }];
}
