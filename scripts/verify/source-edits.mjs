// oxlint-disable typescript/no-unsafe-member-access, typescript/no-unsafe-argument -- nodes of any kind are walked
import { parseSync } from 'oxc-parser';

/**
 * @typedef {object} SourceEdit
 * @property {string} name `function: what → what instead`, the same as long as the code is
 * @property {string} text the whole file with the edit
 */

/**
 * Every small change of the conditions and effects of a source file: each condition always true and always false, each
 * bound moved by one, each default without its alternative, each statement that does something left out.
 * @param {string} source TypeScript
 * @param {readonly string[]} [leftOut] names of functions in which nothing is edited
 * @returns {SourceEdit[]}
 */
export function sourceEdits(source, leftOut = []) {
  const { program, errors } = parseSync('source.ts', source);
  if (errors.length > 0) throw new Error(`Not parsed: ${errors[0]?.message}`);
  /** @type {SourceEdit[]} */
  const edits = [];
  /** @type {Map<string, number>} */
  const seen = new Map();

  /**
   * @param {string} place
   * @param {{ start: number, end: number }} node
   * @param {string} instead
   */
  const edit = (place, { start, end }, instead) => {
    const what = source.slice(start, end);
    const name = `${place}: ${what.replace(/\s+/g, ' ')} → ${instead === '' ? 'nothing' : instead.replace(/\s+/g, ' ')}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    edits.push({
      name: times === 1 ? name : `${name} (${times})`,
      text: `${source.slice(0, start)}${instead}${source.slice(end)}`,
    });
  };

  /**
   * @param {any} node
   * @param {string} place the function around it
   * @param {boolean} isTested its value decides
   */
  const visit = (node, place, isTested) => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, place, false);
      return;
    }
    if (typeof node?.type !== 'string') return;
    const text = (/** @type {any} */ part) => source.slice(part.start, part.end);
    switch (node.type) {
      case 'FunctionDeclaration':
        if (leftOut.includes(node.id?.name)) return;
        visit(node.body, node.id?.name ?? place, false);
        return;
      case 'VariableDeclarator':
        visit(node.init, place === '' && node.id.type === 'Identifier' ? node.id.name : place, false);
        return;
      case 'ParenthesizedExpression':
        visit(node.expression, place, isTested);
        return;
      case 'IfStatement':
        visit(node.test, place, true);
        visit(node.consequent, place, false);
        visit(node.alternate, place, false);
        return;
      case 'ConditionalExpression':
        visit(node.test, place, true);
        visit(node.consequent, place, isTested);
        visit(node.alternate, place, isTested);
        return;
      case 'LogicalExpression':
        if (node.operator === '??') {
          edit(place, node, text(node.left));
          edit(place, node, text(node.right));
          visit(node.left, place, false);
          visit(node.right, place, false);
        } else {
          visit(node.left, place, true);
          visit(node.right, place, true);
        }
        return;
      case 'ExpressionStatement':
        if (node.expression.type !== 'Literal') edit(place, node, '');
        break;
      case 'BinaryExpression':
        if (['===', '!==', '<', '>', '<=', '>='].includes(node.operator)) {
          edit(place, node, 'true');
          edit(place, node, 'false');
          if (node.operator === '<' || node.operator === '>') {
            edit(place, node, `${text(node.left)} ${node.operator}= ${text(node.right)}`);
          }
          return;
        }
        break;
      default:
        if (isTested && node.type !== 'Literal') {
          edit(place, node, 'true');
          edit(place, node, 'false');
        }
    }
    for (const [key, child] of Object.entries(node)) {
      if (key !== 'type' && typeof child === 'object' && child !== null && !key.startsWith('type')) {
        visit(child, place, false);
      }
    }
  };
  visit(program.body, '', false);
  return edits;
}
