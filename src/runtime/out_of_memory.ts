/**
 * What engines and their drivers say when memory runs out. None of them has a code for it that
 * reaches JavaScript; each line names who says it.
 */
const messages: readonly RegExp[] = [
  // ONNX Runtime: its arena, its allocators, C++ below it.
  /failed to allocate memory/i,
  /available memory of \S+ is smaller than requested/i,
  /\bbad_alloc\b/,
  // CUDA ("CUDA failure 2: out of memory"), Vulkan's wording, Dawn's, Linux'.
  /\bout of memory\b/i,
  /\bCUDA failure 2\b/,
  /_STATUS_ALLOC_FAILED\b/,
  /\bVK_ERROR_OUT_OF_(DEVICE|HOST|POOL)_MEMORY\b/,
  /\bcannot allocate memory\b/i,
  // Dawn, for a tensor that no buffer of the card can hold.
  /\bexceeds the max(imum)? (storage )?buffer (binding )?size\b/i,
  // TensorFlow, and V8 for the arrays on the host.
  /\bOOM when allocating\b/,
  /\bRESOURCE_EXHAUSTED\b/,
  /\bArray buffer allocation failed\b/,
];

/** Whether an engine failed, at compiling or at running, because memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return typeof error === "string" && messages.some((message) => message.test(error));
  }
  return messages.some((message) => message.test(error.message)) ||
    (error.cause !== undefined && error.cause !== error && isOutOfMemory(error.cause));
}
