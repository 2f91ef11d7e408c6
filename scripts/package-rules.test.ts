import { describe, expect, it } from 'vitest';
import { contentProblems, manifestProblems } from './package-rules.mjs';
import type { Manifest } from './workspace.mjs';

const good: Manifest = {
  name: '@agent-session/x',
  version: '1.2.0',
  description: 'An x.',
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20.19' },
  publishConfig: { access: 'public', provenance: true },
  files: ['dist', 'src', 'README.md'],
  exports: {
    '.': {
      '@agent-session/source': './src/index.ts',
      browser: { types: './dist/index.d.ts', default: './dist/index.js' },
      types: './dist/index.d.ts',
      default: './dist/index.js',
    },
    './package.json': './package.json',
  },
  dependencies: { '@agent-session/y': '^1.2.0', rxjs: '^7.8.0' },
};
const other: Manifest = { ...good, name: '@agent-session/y', dependencies: {} };
const files = [
  'package.json',
  'README.md',
  'LICENSE',
  'src/index.ts',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/index.js.map',
];

describe('a manifest', () => {
  it('that keeps to the rules passes', () => {
    expect(manifestProblems(good, [good, other])).toEqual([]);
  });

  it.each([
    ['license', { license: 'ISC' }, /license/],
    ['description', { description: '' }, /description/],
    ['module type', { type: 'commonjs' }, /module/],
    ['engine', { engines: { node: '>=18' } }, /Node >=20\.19/],
    ['provenance', { publishConfig: { access: 'public' } }, /provenance/],
    ['side effects', { sideEffects: true }, /sideEffects true/],
    ['a version of its own', { version: '1.3.0' }, /another one/],
    ['a workspace range', { dependencies: { rxjs: 'catalog:' } }, /as catalog:/],
    ['another version of ours', { dependencies: { '@agent-session/y': '^1.1.0' } }, /not \^1\.2\.0/],
    ['its package.json', { exports: { '.': { types: './a.d.ts', default: './a.js' } } }, /export its package\.json/],
    ['a way inside', { exports: { ...good.exports, './*': './dist/*' } }, /reach inside/],
    ['types', { exports: { ...good.exports, './a': './dist/a.js' } }, /without types/],
    [
      'types first',
      { exports: { ...good.exports, './a': { default: './a.js', types: './a.d.ts' } } },
      /not as types, default/,
    ],
    [
      'types of each way',
      { exports: { ...good.exports, './a': { browser: { default: './a.js' }, types: './a.d.ts', default: './a.js' } } },
      /\(browser\)/,
    ],
  ])('is refused for %s', (_what, change, problem) => {
    const changed: Manifest = { ...good, ...change };
    expect(manifestProblems(changed, [changed, other]).join('\n')).toMatch(problem);
  });
});

describe('the contents of a tarball', () => {
  it('that keep to the rules pass', () => {
    expect(contentProblems(good, files)).toEqual([]);
  });

  it.each([
    ['no license', files.filter((file) => file !== 'LICENSE'), /lacks LICENSE/],
    [
      'a file that package.json names is missing',
      files.filter((file) => file !== 'dist/index.js'),
      /which package\.json names/,
    ],
    ['a test', [...files, 'src/a.test.ts'], /test src\/a/],
    ['test support', [...files, 'src/store/testing/contract.ts'], /test src\/store/],
    ['a build record', [...files, 'dist/.tsbuildinfo'], /tsbuildinfo/],
    ['what is left of a source that is gone', [...files, 'dist/old.js', 'dist/old.d.ts'], /source is gone/],
    ['types are missing', [...files, 'src/a.ts', 'dist/a.js'], /lacks dist\/a\.d\.ts/],
    ['something else', [...files, 'notes.md'], /nobody needs/],
    ['a folder of something else', [...files, 'test/x.ts'], /nobody needs/],
  ])('are refused when there is %s', (_what, held, problem) => {
    expect(contentProblems(good, held).join('\n')).toMatch(problem);
  });
});
