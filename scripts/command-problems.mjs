import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { outputOf } from './output-of.mjs';
import { root, workspacePackages } from './workspace.mjs';

/** @type {Map<string, string>} */
const helps = new Map();

/**
 * What is wrong with a command of the documents, as far as it is one of ours: programs, subcommands and options that do
 * not exist, npm scripts and packages that nobody has. Needs the built command line program.
 *
 * @param {string} command one line of a shell
 * @returns {string[]}
 */
export function commandProblems(command) {
  const problems = [];
  for (const part of command.split(/&&|\|\||[|;<>]|\$\(|\)/)) {
    const words = (part.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => !/^\w+=/.test(word));
    while (words[0] === 'npx' && words[1] !== undefined) words.splice(0, words[1] === '-y' ? 2 : 1);
    if (words[0] === 'agent-session') problems.push(...programProblems(words.slice(1)));
    if (words[0] === 'npm') problems.push(...npmProblems(words.slice(1)));
  }
  return problems;
}

/** @param {readonly string[]} words @returns {string[]} */
function programProblems([subcommand = '', ...words]) {
  const help = helpOf(subcommand);
  if (help === null) return [`agent-session has no command ${subcommand}`];
  return words
    .filter((word) => word.startsWith('--'))
    .map((word) => word.split('=')[0] ?? word)
    .filter((option) => !new RegExp(`(?:^|\\s)${option}(?:[\\s,]|$)`, 'm').test(help))
    .map((option) => `agent-session ${subcommand} has no option ${option}`);
}

/** @param {string} subcommand @returns {string | null} */
function helpOf(subcommand) {
  let help = helps.get(subcommand);
  if (help === undefined) {
    try {
      help = outputOf(process.execPath, [join(root, 'packages/cli/dist/bin.js'), 'help', subcommand]);
    } catch {
      help = '';
    }
    helps.set(subcommand, help);
  }
  return help === '' ? null : help;
}

/** @param {readonly string[]} words @returns {string[]} */
function npmProblems([verb = '', ...words]) {
  const named = words.filter((word) => !word.startsWith('-'));
  if (verb === 'run') {
    const script = named[0] ?? '';
    const manifests = [
      join(root, 'package.json'),
      ...workspacePackages().map(({ folder }) => join(folder, 'package.json')),
    ];
    const known = manifests.some((file) => {
      /** @type {{ scripts?: Record<string, string> }} */
      const { scripts = {} } = JSON.parse(readFileSync(file, 'utf8'));
      return Object.hasOwn(scripts, script);
    });
    return known ? [] : [`no package.json has the script ${script}`];
  }
  if (verb !== 'install') return [];
  const ours = new Set(workspacePackages().map(({ manifest }) => manifest.name));
  return named
    .filter((name) => name.startsWith('@agent-session/') || name.startsWith('agent-session'))
    .filter((name) => !ours.has(name))
    .map((name) => `there is no package ${name}`);
}
