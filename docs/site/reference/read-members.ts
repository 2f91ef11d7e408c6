import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A property as the source writes it. */
export interface Member {
  readonly name: string;
  /** Its TSDoc on one line. */
  readonly says: string;
  /** The value a literal gives it, as text; `null` in an interface. */
  readonly value: string | null;
}

/**
 * The properties of an interface, or of an object literal in a constant, as a source file writes them, with their TSDoc.
 *
 * @throws Error when the file has no such name, or a property has no TSDoc.
 */
export function readMembers(file: string, name: string): readonly Member[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Member[] = [];
  source.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name) {
      found.push(...node.members.map((member) => memberOf(member, null)));
    }
    if (!ts.isVariableStatement(node)) return;
    for (const { name: variable, initializer } of node.declarationList.declarations) {
      if (variable.getText() !== name || initializer === undefined) continue;
      const literal = ts.isAsExpression(initializer) ? initializer.expression : initializer;
      if (!ts.isObjectLiteralExpression(literal)) throw new Error(`${name} in ${file} is no object.`);
      found.push(
        ...literal.properties.map((property) =>
          memberOf(property, ts.isPropertyAssignment(property) ? property.initializer.getText() : null),
        ),
      );
    }
  });
  if (found.length === 0) throw new Error(`There is no ${name} in ${file}.`);
  return found;
}

function memberOf(node: ts.TypeElement | ts.ObjectLiteralElementLike, value: string | null): Member {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const says = comments
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  return { name: node.name?.getText() ?? '', says: says.trim(), value };
}
