import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { pointerParts } from './pointers';

/** A place in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something wrong at a place of one file. */
export interface PlacedProblem extends Place {
  readonly what: string;
  readonly mend: string;
}

/** A YAML file: its value, and where in the text each part of it stands. */
export interface YamlFile {
  /** What does not parse; when there is any, `value` means nothing. */
  readonly problems: readonly PlacedProblem[];
  readonly value: unknown;
  /** Where a pointer stands: its value, or its key. What is not in the file stands where its nearest parent does. */
  place(pointer: string, part?: 'value' | 'key'): Place;
  /** What stands in the file at a pointer, as it was typed, when it is a plain value. */
  source(pointer: string): string | undefined;
}

/** Reads one YAML 1.2 document. Never throws, and never repeats a line of the file. */
export function readYaml(text: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  const placeOf = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = [...document.errors, ...document.warnings].map(
    ({ code, pos, message }): PlacedProblem => ({
      ...placeOf(pos[0]),
      what: code === 'MULTIPLE_DOCS' ? 'a second document starts here' : firstSentence(message),
      mend: MENDS[code] ?? 'mend the YAML here',
    }),
  );
  let value: unknown;
  if (problems.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch {
      // Only aliases can still go wrong here: one of nothing, or so many that they would grow without end.
      const [alias] = aliasesIn(document);
      problems.push({
        ...placeOf(alias ?? 0),
        what: 'aliases that cannot be resolved',
        mend: 'write the values out, or put them in quotes',
      });
    }
  }
  return {
    problems,
    value,
    place: (pointer, part = 'value') => {
      const { node, key } = find(document, pointer);
      const at = part === 'key' ? (key ?? node) : (node ?? key);
      return at?.range ? placeOf(at.range[0]) : { line: 1, column: 1 };
    },
    source: (pointer) => {
      const { node, exact } = find(document, pointer);
      return exact && isScalar(node) && node.range ? text.slice(node.range[0], node.range[1]) : undefined;
    },
  };
}

const MENDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of the two',
  TAB_AS_INDENT: 'indent with blanks, not with tabs',
  BAD_INDENT: 'line it up with its neighbours',
  MISSING_CHAR: 'add what is missing, or put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'line it up with its neighbours, or put the value in quotes',
  MULTIPLE_DOCS: 'one document a file: remove the line of dashes',
  BAD_ALIAS: 'put the value in quotes if the * or & is meant',
  TAG_RESOLVE_FAILED: 'remove the tag: plain values only',
};

// Messages of the parser may quote the text behind a colon or in quotes; what comes before says enough.
function firstSentence(message: string): string {
  return (message.split(/[:\n]/, 1)[0] ?? '').replace(/"[^"]*"|'[^']*'/g, '…').trim() || 'this is no YAML';
}

function find(document: Document, pointer: string): { node?: Node; key?: Node; exact: boolean } {
  let node = resolved(document, document.contents);
  let key: Node | undefined;
  for (const part of pointerParts(pointer)) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
      if (!pair) return { ...both(node, key), exact: false };
      key = pair.key as Node;
      node = resolved(document, pair.value as Node | null);
    } else if (isSeq(node)) {
      const item = node.items[Number(part)];
      if (!item) return { ...both(node, key), exact: false };
      node = resolved(document, item as Node);
      key = undefined;
    } else return { ...both(node, key), exact: false };
  }
  return { ...both(node, key), exact: true };
}

const both = (node: Node | undefined, key: Node | undefined) => ({ ...(node && { node }), ...(key && { key }) });

function resolved(document: Document, node: Node | null | undefined): Node | undefined {
  return (isAlias(node) ? node.resolve(document) : node) ?? undefined;
}

// Where aliases stand, those of nothing first.
function aliasesIn(document: Document): number[] {
  const found: { at: number; of: boolean }[] = [];
  visit(document, {
    Alias: (_, node) => void found.push({ at: node.range?.[0] ?? 0, of: node.resolve(document) !== undefined }),
  });
  return found.sort((a, b) => Number(a.of) - Number(b.of) || a.at - b.at).map(({ at }) => at);
}
