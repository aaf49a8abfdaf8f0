import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, type Node } from 'yaml';
import { type OwnRules } from '@org/redactor';
import { compileRules } from '@org/redactor/rules';

/** A file of rules that was refused. The message says every problem as file:line:column, what and mend. */
export class RulesRefused extends Error {}

/**
 * An organization's own redaction rules from a YAML file, checked whole with their proofs.
 *
 * @throws RulesRefused when anything in it is wrong
 */
export function readRedactionRules(file: string): OwnRules {
  const counter = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: counter, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken)
    throw new RulesRefused(
      `${at(broken.pos[0])} this is no YAML\n    mend: close quotes and brackets, and line fields up`,
    );

  const compiled = compileRules(document.toJS({ maxAliasCount: 100 }));
  if (compiled.ok) return compiled.rules;
  const lines = compiled.problems.map(({ pointer, what, mend }) => {
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    // What is not there is missing in what is around it.
    for (let depth = path.length; depth >= 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
      if (node?.range) return `${at(node.range[0])} ${pointer}: ${what}\n    mend: ${mend}`;
    }
    return `${file}:1:1 ${pointer}: ${what}\n    mend: ${mend}`;
  });
  throw new RulesRefused(lines.join('\n'));
}
