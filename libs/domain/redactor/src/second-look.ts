/**
 * A second, independent look at a result: it shares no code with the rules, only asks for the residue that would do the
 * most harm, and knows nothing of context. What it finds means that a rule failed, so the text must be withheld.
 */

/**
 * Unmistakable beginnings, and what must follow for the piece to be a live secret. `by` is the rarest piece of it, where
 * it has one: several share it, so that the text is searched for few things.
 */
const RESIDUE: readonly { readonly begins: string; readonly by: string; readonly is: RegExp }[] = [
  { begins: 'PRIVATE KEY-----', by: 'PRIVATE KEY-----', is: /^(?:\\n|\s|>)*[A-Za-z0-9+/]{16}/ },
  { begins: 'AKIA', by: 'IA', is: /^(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { begins: 'ASIA', by: 'IA', is: /^(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { begins: 'ghp_', by: '_', is: /^(?!(.)\1{11})[A-Za-z0-9]{30,}/ },
  { begins: 'github_pat_', by: '_', is: /^(?!(.)\1{11})[A-Za-z0-9_]{40,}/ },
  { begins: 'sk_live_', by: '_', is: /^(?!(.)\1{11})[A-Za-z0-9]{20,}/ },
  { begins: 'glpat-', by: '-', is: /^(?!(.)\1{11})[\w-]{18,}/ },
  { begins: 'xoxb-', by: '-', is: /^\d{8,}-\d{8,}-[A-Za-z0-9]{16,}/ },
  { begins: 'sk-ant-', by: '-', is: /^[a-z0-9]+-(?!(.)\1{11})[\w-]{40,}/ },
  {
    begins: 'hooks.slack.com/services/',
    by: 'hooks.slack.com/services/',
    is: /^T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/(?!(.)\1{7})[A-Za-z0-9]{20,}/,
  },
];
const SEARCHED = [...new Set(RESIDUE.map(({ by }) => by))].map((by) => ({
  by,
  kinds: RESIDUE.filter((kind) => kind.by === by),
}));
const USERINFO = /^[^\s:/@"'<>[\]{}$%*\\]{0,64}:([^\s:/@"'<>[\]{}$%*\\]{3,100})@[\w.-]/;

/** Whether anything survived that must never leave. Linear: few things are searched for, and little is read at each. */
export function hasResidue(text: string): boolean {
  for (const { by, kinds } of SEARCHED) {
    for (let at = text.indexOf(by); at >= 0; at = text.indexOf(by, at + by.length)) {
      const after = at + by.length;
      for (const { begins, is } of kinds) {
        // Every one ends with what it is searched by.
        const start = after - begins.length;
        if (start < 0 || text.charCodeAt(start) !== begins.charCodeAt(0) || !text.startsWith(begins, start)) continue;
        if (begins !== 'PRIVATE KEY-----' && /[A-Za-z0-9]/.test(text[start - 1] ?? '')) continue;
        if (is.test(text.slice(after, after + 200))) return true;
      }
    }
  }
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const userinfo = USERINFO.exec(text.slice(at + 3, at + 180));
    if (userinfo && !/^(?:\.+|x+)$/i.test(userinfo[1]!)) return true;
  }
  return false;
}
