/** One thing that doctor looked at. */
export interface Finding {
  readonly what: string;
  /** null where there is nothing that could work or not. */
  readonly works: boolean | null;
  readonly detail: string;
}
