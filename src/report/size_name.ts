/** What was timed, for a row's name: "N = 16", with B where there is more than one text. */
export function sizeName({ B, N }: { readonly B: number; readonly N: number }): string {
  return B === 1 ? `N = ${N}` : `B = ${B}, N = ${N}`;
}
