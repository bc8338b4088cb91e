import "vega";
import "vega-interpreter";
import "vega-lite";

/**
 * The scripts that draw charts in the browser, in the order they must run: vega, vega-lite and the
 * interpreter that evaluates Vega's expressions without `eval`, left in the global
 * `expressionInterpreter`.
 *
 * The browser builds lie beside each package's entry but outside its `exports`, so they are found
 * from where the entry resolves to (the static imports above make that a file) and taken as text
 * modules, which needs no permission to read.
 */
export async function browserLibraries(): Promise<readonly string[]> {
  return [
    await text("./vega.min.js", import.meta.resolve("vega")),
    await text("./vega-lite.min.js", import.meta.resolve("vega-lite")),
    classic(await text("./vega-interpreter.js", import.meta.resolve("vega-interpreter"))),
  ].map(withoutSourceMap);
}

async function text(file: string, entry: string): Promise<string> {
  const address = new URL(file, entry).href;
  const module: { default: string } = await import(address, { with: { type: "text" } });
  return module.default;
}

/** The interpreter comes as an ES module only; its one import is part of the global `vega`. */
function classic(module: string): string {
  const script = module
    .replace(/^import \{([^}]*)\} from 'vega-util';$/m, "const {$1} = vega;")
    .replace(
      /^export \{ (\w+) as expressionInterpreter \};$/m,
      "globalThis.expressionInterpreter = $1;",
    );
  if (/^(import|export)\b/m.test(script)) {
    throw new SyntaxError(
      "Cannot inline vega-interpreter: its build imports or exports something new, " +
        "one import from 'vega-util' and one export are known; adapt browser_libraries.ts",
    );
  }
  return `(() => {\n${script}\n})();`;
}

/** A browser would fetch them. */
function withoutSourceMap(script: string): string {
  return script.replace(/^\/\/# sourceMappingURL=.*$/gm, "");
}
