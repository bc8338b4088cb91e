import { count, fields, nullOr, text } from "./data_shape.ts";

/** Fields of a machine as JSON has it, wherever a file says on which one it was made. */
export const machineFields = {
  startedAt: text,
  deno: text,
  v8: text,
  os: text,
  cpu: text,
  cores: count,
  memoryBytes: count,
  onnxruntime: text,
  commit: nullOr(text),
};

export const machineShape = fields(machineFields);
