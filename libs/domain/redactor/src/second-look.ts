/**
 * A second, independent look at a result: it shares no code with the rules, only asks for the residue that would do the
 * most harm, and knows nothing of context. What it finds means that a rule failed, so the text must be withheld.
 */

/** Unmistakable beginnings, with what must follow for the piece to be a live secret. */
const RESIDUE: readonly { readonly begins: string; readonly is: RegExp }[] = [
  { begins: 'PRIVATE KEY-----', is: /^PRIVATE KEY-----(?:\\n|\s|>)*[A-Za-z0-9+/]{16}/ },
  { begins: 'AKIA', is: /^AKIA(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { begins: 'ASIA', is: /^ASIA(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { begins: 'ghp_', is: /^ghp_(?!(.)\1{11})[A-Za-z0-9]{30,}/ },
  { begins: 'github_pat_', is: /^github_pat_(?!(.)\1{11})[A-Za-z0-9_]{40,}/ },
  { begins: 'glpat-', is: /^glpat-(?!(.)\1{11})[\w-]{18,}/ },
  { begins: 'xoxb-', is: /^xoxb-\d{8,}-\d{8,}-[A-Za-z0-9]{16,}/ },
  { begins: 'sk_live_', is: /^sk_live_(?!(.)\1{11})[A-Za-z0-9]{20,}/ },
  { begins: 'sk-ant-', is: /^sk-ant-[a-z0-9]+-(?!(.)\1{11})[\w-]{40,}/ },
  {
    begins: 'hooks.slack.com/services/T',
    is: /^hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/(?!(.)\1{7})[A-Za-z0-9]{20,}/,
  },
];

/** Whether anything survived that must never leave. Linear: each beginning is searched for literally. */
export function hasResidue(text: string): boolean {
  for (const { begins, is } of RESIDUE) {
    for (let at = text.indexOf(begins); at >= 0; at = text.indexOf(begins, at + begins.length)) {
      if (/[A-Za-z0-9]/.test(text[at - 1] ?? '') && begins !== 'PRIVATE KEY-----') continue;
      if (is.test(text.slice(at, at + 200))) return true;
    }
  }
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const userinfo = /^:\/\/[^\s:/@"'<>[\]{}$%*\\]{0,64}:([^\s:/@"'<>[\]{}$%*\\]{3,100})@[\w.-]/.exec(
      text.slice(at, at + 180),
    );
    if (userinfo && !/^(?:\.+|x+)$/i.test(userinfo[1]!)) return true;
  }
  return false;
}
