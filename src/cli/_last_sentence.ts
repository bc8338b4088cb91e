/**
 * What a native library's error comes down to: its last sentence, without the function names and
 * source paths before it.
 */
export function lastSentence(message: string): string {
  const sentence = message.trim().split("\n")[0].split(". ").at(-1)!;
  // "Some_Native_Function: what happened"
  const plain = sentence.replace(/^.*\S*[_/]\S*:\s+/, "").replace(/\.$/, "");
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain;
}
