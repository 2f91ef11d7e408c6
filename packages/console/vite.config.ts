import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Wherever it is mounted: addresses are relative, and places within the page are behind the #.
  base: './',
  resolve: {
    conditions: ['@agent-session/source', 'browser', 'module', 'import', 'default'],
    // The page runs without eval; this entry needs none.
    alias: [{ find: /^@agent-session\/answers$/, replacement: '@agent-session/answers/interpreted' }],
  },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The page is handed on with other packages, and the libraries in it ask to be named.
    // One page, one file: all of it is needed for the first session one looks at.
    chunkSizeWarningLimit: 600,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      onLog(level, log, handle) {
        // Marks for servers that render parts of a page. This page is rendered where it is looked at.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  plugins: [fontLicenses(), compressed()],
});

/** Fonts are no code, so that the list of licenses does not find them by itself. */
function fontLicenses(): Plugin {
  const fonts = ['@fontsource-variable/geist', '@fontsource-variable/geist-mono'];
  return {
    name: 'font-licenses',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const font of fonts) {
        const license = readFileSync(join(import.meta.dirname, 'node_modules', font, 'LICENSE'), 'utf8');
        appendFileSync(join(dir, 'licenses.md'), `\n## ${font} (OFL-1.1)\n\n${license}`);
      }
    },
  };
}

/** Leaves a smaller copy beside each text file, so that no server has to compress the same thing again. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const file of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        if (!file.isFile() || !['.html', '.js', '.css', '.svg'].includes(extname(file.name))) continue;
        const path = join(file.parentPath, file.name);
        writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
      }
    },
  };
}
