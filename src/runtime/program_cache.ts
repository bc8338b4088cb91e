import type { Program } from "./engine.ts";

/** Compiled programs kept for the next who asks; whoever gets one does not dispose of it. */
export interface ProgramCache {
  /** The program of that key, compiled now where it is not kept. */
  get(key: string, compile: () => Promise<Program>): Promise<Program>;
  /** Frees them all. */
  clear(): Promise<void>;
}

/** Keeps the `limit` programs last asked for; what has no place is freed before the next compiles. */
export function programCache(limit: number): ProgramCache {
  const kept = new Map<string, Program>();
  return {
    async get(key, compile) {
      const had = kept.get(key);
      kept.delete(key);
      for (const [oldest, program] of kept) {
        if (kept.size < limit) break;
        kept.delete(oldest);
        await program[Symbol.asyncDispose]();
      }
      const program = had ?? await compile();
      kept.set(key, program);
      return program;
    },

    async clear() {
      const programs = [...kept.values()];
      kept.clear();
      for (const program of programs) await program[Symbol.asyncDispose]();
    },
  };
}

/** The same program for someone who would dispose of it. */
export function lent(program: Program): Program {
  return { run: (feeds) => program.run(feeds), [Symbol.asyncDispose]: () => Promise.resolve() };
}
