/**
 * `npm run docs`: the documents as a searchable site in `docs/site/dist`, to be served from anywhere. With `-- --serve` it
 * serves the site on loopback afterwards. The site has every Markdown document of the repository, the API from its TSDoc,
 * and each file a document links to.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build, serve } from 'vitepress';
import { root } from '../../scripts/workspace.mjs';
import { writeApiPages } from './api-pages.mjs';
import { brokenSiteLinks } from './broken-site-links.mjs';
import { sidebarOf } from './sidebar.mjs';
import { sitePages } from './site-pages.mjs';

const site = import.meta.dirname;
const target = join(site, 'pages');

rmSync(target, { recursive: true, force: true });
for (const { path, text } of sitePages(root)) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
// The icon of the site is that of the console.
mkdirSync(join(target, 'public'));
copyFileSync(join(root, 'packages/console/public/icon.svg'), join(target, 'public/icon.svg'));
const entries = await writeApiPages(root, join(target, 'api'));
const index = readFileSync(join(target, 'index.md'), 'utf8');
const api = {
  text: 'API',
  collapsed: true,
  items: entries.map((name) => ({ text: name.replace('@agent-session/', ''), link: `/api/${name}` })),
};
writeFileSync(join(target, 'sidebar.json'), JSON.stringify([...sidebarOf(index), api]));

await build(site);
const { pages, links, broken } = brokenSiteLinks(join(site, 'dist'), process.env['DOCS_BASE'] ?? '/');
for (const problem of broken) console.error(problem);
console.log(`${pages} pages, ${links} links between them, ${broken.length} broken`);
console.log(`The site is ${pathToFileURL(join(site, 'dist')).href}; look at it with \`npm run docs -- --serve\`.`);
if (broken.length > 0) process.exitCode = 1;
else if (process.argv.includes('--serve')) await serve({ root: site, port: 4173 });
