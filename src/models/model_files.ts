/** Where a model lies and what it is: plain data, so that it can go to a worker. */
export interface ModelFiles {
  /** .safetensors file, or folder of shards. */
  readonly weights: string;
  readonly config: Readonly<Record<string, unknown>>;
}
