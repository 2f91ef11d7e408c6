import { join, relative, sep } from 'node:path';
import { Application } from 'typedoc';
import { workspacePackages } from '../../scripts/workspace.mjs';

/**
 * Writes the reference of every public entry from its TSDoc, one page per entry.
 *
 * @param {string} checkout
 * @param {string} out folder
 * @returns {Promise<string[]>} the entries, by the name they are imported under
 */
export async function writeApiPages(checkout, out) {
  const entries = publicEntries(checkout);
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: [...entries.keys()].map((file) => join(checkout, file)),
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    readme: 'none',
    name: 'API',
    excludePrivate: true,
    excludeInternal: true,
    // The compiler they are built with has checked them.
    skipErrorChecking: true,
    logLevel: 'Warn',
    validation: { invalidLink: true, notExported: false },
    ...options,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages.');
  for (const child of project.children ?? []) {
    const file = relative(checkout, child.sources?.[0]?.fullFileName ?? '').replaceAll(sep, '/');
    child.name = entries.get(file) ?? child.name;
  }
  // Where a name is written is of no use to somebody who has the packages, and no address that the site could name.
  for (const reflection of Object.values(project.reflections)) Reflect.deleteProperty(reflection, 'sources');
  await app.outputs.writeOutput({ name: 'markdown', path: out }, project);
  return [...entries.values()].toSorted();
}

/** Of typedoc-plugin-markdown, whose options TypeDoc's types do not know. @type {object} */
const options = {
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  hideGroupHeadings: false,
  useCodeBlocks: true,
  expandObjects: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'list',
  sanitizeComments: true,
  // Anchors that do not depend on who counts the headings of the same name.
  useCustomAnchors: true,
  customAnchorsFormat: 'curlyBrace',
  pageTitleTemplates: { project: 'API', module: (/** @type {{ name: string }} */ { name }) => name },
};

/** Source file of each public entry, and the name it is imported under. @param {string} checkout */
function publicEntries(checkout) {
  const named = workspacePackages(checkout)
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(({ folder, manifest: { name, exports = {} } }) =>
      Object.entries(exports)
        .filter(([entry, target]) => !entry.endsWith('.json') && entry !== './compiled' && Object(target))
        .map(([entry, target]) => {
          const file = join(folder, String(Reflect.get(Object(target), '@agent-session/source')));
          return /** @type {const} */ ([relative(checkout, file).replaceAll(sep, '/'), name + entry.slice(1)]);
        }),
    );
  return new Map(named);
}
