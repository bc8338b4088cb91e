/** ONNX Runtime's Linux build reports usage unless told not to before its module is loaded. */
Deno.env.set("ORT_DISABLE_TELEMETRY", "1");

/** The module, loaded with telemetry off. */
export const onnxruntime = await import("onnxruntime-node");

// What goes wrong is thrown as an error too; its native log would only tear up the terminal.
onnxruntime.env.logLevel = "fatal";
