/**
 * The kit for a graphics card: a fit step and both ways of decoding on every device, PyTorch on the
 * same card and agreement with the CPU, bounded in time, into one JSON; and the pack of it that a
 * machine without a network can run.
 *
 * @module
 */
export {
  type DeviceAnswer,
  type DeviceCheck,
  deviceCheckFault,
  type DeviceRow,
  readDeviceCheck,
} from "./device_check.ts";
export { type KitShapeName, kitShapes } from "./kit_shapes.ts";
export { type CheckOptions, runCheck } from "./run_check.ts";
export { type Pack, writePack } from "./write_pack.ts";
