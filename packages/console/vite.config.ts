import { defineConfig } from 'vite';

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
  },
});
