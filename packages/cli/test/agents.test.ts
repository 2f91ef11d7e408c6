import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBin, type BuiltBin } from './build-bin.js';
import { inPipe } from './in-pipe.js';

let bin: BuiltBin;
let folder: string;

beforeAll(async () => {
  bin = await buildBin();
  folder = await mkdtemp(join(tmpdir(), 'cli-agents-'));
});
afterAll(async () => {
  await bin.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What `serve` says of agents it cannot load. */
async function refused(agents: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const child = inPipe(bin.path, ['serve', '--port', '0', '--data', 'refused.db', '--agents', agents], { folder });
  expect(await child.ended).toBe(2);
  expect(child.err()).not.toMatch(/chunk-|\n\s+at /);
  return child.err().replaceAll(folder, '<folder>').replace('starting the server\n', '');
}

// Which of the two happens is a matter of the Node that runs this.
const loadsTypeScript = Boolean((process.features as { readonly typescript?: unknown }).typescript);

describe('agents that cannot be loaded', () => {
  it('because no session could be launched with them', async () => {
    const nameless = "export const a = { name: 'team/a', description: '', async *run() {} };\n";
    expect(await refused('a.mjs', { 'a.mjs': nameless })).toMatch(
      /error: The agent "team\/a" cannot be launched: description: .*at least 1 character/,
    );
  });

  it('name the line of a module that is no JavaScript', async () => {
    expect(await refused('bad.mjs', { 'bad.mjs': 'export const a = 1;\n\nexport const agent = { {\n};\n' })).toBe(
      "error: Cannot load the agents of <folder>/bad.mjs: Unexpected token '{', at bad.mjs:3.\n",
    );
  });

  it('name the line of a module that one of them imports and that has no such export', async () => {
    const files = { 'wants.mjs': "\nimport { nothing } from './has.mjs';\n", 'has.mjs': 'export const a = 1;\n' };
    expect(await refused('wants.mjs', files)).toMatch(
      /does not provide an export named 'nothing', at wants\.mjs:2\.\n$/,
    );
  });

  it('say that it is another module than the one that was named', async () => {
    const files = { 'outer.mjs': "import './inner.mjs';\n", 'inner.mjs': 'const a = ;\n' };
    expect(await refused('outer.mjs', files)).toBe(
      "error: Cannot load the agents of <folder>/outer.mjs: Unexpected token ';', in a module it imports.\n",
    );
  });

  it('name the place where a module fails while it is loaded', async () => {
    expect(await refused('throws.mjs', { 'throws.mjs': "const a = 1;\nthrow new Error('Not today.');\n" })).toBe(
      'error: Cannot load the agents of <folder>/throws.mjs: Not today, at throws.mjs:2:7.\n',
    );
  });

  it('say that there is no such file, and which is named much like it', async () => {
    await mkdir(join(folder, 'mine'), { recursive: true });
    await writeFile(join(folder, 'mine/agents.mjs'), '');
    expect(await refused('mine/agent.mjs')).toBe(
      'error: Cannot load the agents of <folder>/mine/agent.mjs: there is no such file. Did you mean mine/agents.mjs?\n',
    );
    expect(await refused('mine/entirely-different.js')).toMatch(
      /there is no such file\. Check the path; it starts at <folder>\.\n$/,
    );
    expect(await refused('no/such/folder/agents.mjs')).toMatch(/there is no such file\. Check the path/);
    expect(await refused('mine/agent.json')).toMatch(/there is no such file/);
  });

  it('say that a folder is none, and name what it holds', async () => {
    await mkdir(join(folder, 'mine'), { recursive: true });
    await writeFile(join(folder, 'mine/agents.mjs'), '');
    expect(await refused('mine')).toMatch(/mine: it is a folder\. Name the file in it, such as mine\/agents\.mjs\.\n$/);
  });

  it.each([
    [
      'the name of which is misspelled',
      "export const greeter = { nmae: 'a/b', description: 'x', async *run() {} };",
      'the export greeter has a run, but no name. It has "nmae": did you mean name?',
    ],
    [
      'without a description, in an array',
      "export default [{ name: 'a/a', description: 'x', async *run() {} }, { name: 'a/b', async *run() {} }];",
      'the export default[1] has a run, but no description. Add it, as text.',
    ],
    [
      'of which there is nothing but a run',
      'export const greeter = { async *run() {} };',
      'the export greeter has a run, but no name and no description. Add it, as text.',
    ],
  ])('name the export %s', async (_, module, said) => {
    expect(await refused('slip.mjs', { 'slip.mjs': `${module}\n` })).toBe(
      `error: Cannot load the agents of <folder>/slip.mjs: ${said}\n`,
    );
  });

  it('ask for the package that was meant instead of advising to install what is misspelled', async () => {
    await mkdir(join(folder, 'node_modules/@mine/titles'), { recursive: true });
    for (const [wrong, meant] of [
      ['@agent-session/sever', '@agent-session/server'],
      ['@mine/tiltes', '@mine/titles'],
    ]) {
      expect(await refused('needs.mjs', { 'needs.mjs': `import '${wrong}';\n` })).toBe(
        `error: Cannot load the agents of <folder>/needs.mjs: Cannot find package '${wrong}' imported from <folder>/needs.mjs. Did you mean ${meant}?\n`,
      );
    }
  });

  it('name the package that is not installed', async () => {
    expect(await refused('needs.mjs', { 'needs.mjs': "import 'not-installed-anywhere';\n" })).toMatch(
      /Cannot find package 'not-installed-anywhere' imported from <folder>\/needs\.mjs\. Install it .*npm install not-installed-anywhere\n$/,
    );
  });

  it.skipIf(loadsTypeScript)(
    'say that this Node loads JavaScript only, and what makes JavaScript of the file',
    async () => {
      const files = { 'typed.ts': 'export const a: string = "";\n', 'untyped.mjs': "import './typed.ts';\n" };
      for (const name of ['typed.ts', 'untyped.mjs']) {
        expect((await refused(name, files)).replace(process.version, '<version>')).toBe(
          `error: Cannot load the agents of <folder>/${name}: typed.ts is TypeScript, and this Node (<version>) loads JavaScript only. Node 22.18 and later load both. With this one, make a module of it and name that: npx esbuild ${name} --bundle --packages=external --platform=node --format=esm --outfile=${name.replace(/\.\w+$/, '.bundle.mjs')}\n`,
        );
      }
    },
  );

  it('say what can be loaded', async () => {
    expect(await refused('agents.txt', { 'agents.txt': 'hello' })).toMatch(
      /agents\.txt: it is neither a module \(\.js, \.mjs, \.ts\) nor a script \(\.json\)\.\n$/,
    );
  });
});
