import "./mod.ts"; // switches telemetry off, before the module below is loaded
import type { InferenceSession } from "onnxruntime-node";
import { dirname, join } from "node:path";

/**
 * Has ONNX Runtime write a profile of the one session that `work` makes and gives back.
 *
 * Sessions are made by the engine, with its options, so that what is profiled is what is run;
 * profiling is added on the way. Nothing else may make a session meanwhile.
 *
 * @returns the file written, its name starting with `prefix`
 */
export async function recordProfile(
  prefix: string,
  work: () => Promise<AsyncDisposable>,
): Promise<string> {
  const { InferenceSession: Session } = await import("onnxruntime-node");
  const { create } = Session;
  let session: InferenceSession | undefined;
  const profiled = async (model: Uint8Array, options: object) => {
    session = await create.call(Session, model, {
      ...options,
      enableProfiling: true,
      profileFilePrefix: prefix,
    });
    return session;
  };
  Session.create = profiled as typeof create;
  try {
    await using _program = await work();
    session?.endProfiling();
  } finally {
    Session.create = create;
  }
  for await (const { name } of Deno.readDir(dirname(prefix))) {
    const path = join(dirname(prefix), name);
    if (path.startsWith(prefix)) return path;
  }
  throw new Error(`Cannot profile: ONNX Runtime wrote no file "${prefix}…"`);
}
