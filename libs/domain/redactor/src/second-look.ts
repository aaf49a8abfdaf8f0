import type { Category } from './categories';

/**
 * A second, independent look at a result: it shares no code with the rules, only asks for the residue that would do the
 * most harm, and knows nothing of context. What it finds means that a rule failed, so the text must be withheld.
 */

/**
 * Unmistakable beginnings, and what must follow for the piece to be a live secret. `by` is the rarest piece of it, where
 * it has one: several share it, so that the text is searched for few things.
 */
const RESIDUE: readonly {
  readonly category: Category;
  readonly begins: string;
  readonly by: string;
  readonly is: RegExp;
}[] = [
  {
    category: 'private_key',
    begins: 'PRIVATE KEY-----',
    by: 'PRIVATE KEY-----',
    is: /^(?:\\n|\s|>)*[A-Za-z0-9+/]{16}/,
  },
  { category: 'aws_access_key_id', begins: 'AKIA', by: 'IA', is: /^(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { category: 'aws_access_key_id', begins: 'ASIA', by: 'IA', is: /^(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { category: 'github_token', begins: 'ghp_', by: '_', is: /^(?!(.)\1{11})[A-Za-z0-9]{30,}/ },
  { category: 'github_token', begins: 'github_pat_', by: '_', is: /^(?!(.)\1{11})[A-Za-z0-9_]{40,}/ },
  { category: 'payment_key', begins: 'sk_live_', by: '_', is: /^(?!(.)\1{11})[A-Za-z0-9]{20,}/ },
  { category: 'gitlab_token', begins: 'glpat-', by: '-', is: /^(?!(.)\1{11})[\w-]{18,}/ },
  { category: 'slack_token', begins: 'xoxb-', by: '-', is: /^\d{8,}-\d{8,}-[A-Za-z0-9]{16,}/ },
  { category: 'ai_key', begins: 'sk-ant-', by: '-', is: /^[a-z0-9]+-(?!(.)\1{11})[\w-]{40,}/ },
  {
    category: 'webhook_url',
    begins: 'hooks.slack.com/services/',
    by: '.com/services/',
    is: /^T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/(?!(.)\1{7})[A-Za-z0-9]{20,}/,
  },
];
const SEARCHED = [...new Set(RESIDUE.map(({ by }) => by))].map((by) => ({
  by,
  kinds: RESIDUE.filter((kind) => kind.by === by),
  /** What stands before it, where it is not the whole beginning. */
  before: RESIDUE.filter((kind) => kind.by === by && kind.begins !== by).map(({ begins }) =>
    begins.charCodeAt(begins.length - by.length - 1),
  ),
}));
const USERINFO = /^[^\s:/@"'<>[\]{}$%*\\]{0,64}:([^\s:/@"'<>[\]{}$%*\\]{3,100})@[\w.-]/;

/** Whether anything survived that must never leave. Linear: few things are searched for, and little is read at each. */
export function hasResidue(text: string, keeps: (category: Category) => boolean): boolean {
  for (const { by, kinds, before } of SEARCHED) {
    for (let at = text.indexOf(by); at >= 0; at = text.indexOf(by, at + by.length)) {
      if (before.length > 0 && !before.includes(text.charCodeAt(at - 1))) continue;
      const after = at + by.length;
      for (const { category, begins, is } of kinds) {
        // Every one ends with what it is searched by. Before the text there is no character, so none is the first one.
        const start = after - begins.length;
        if (text.charCodeAt(start) !== begins.charCodeAt(0) || !text.startsWith(begins, start)) continue;
        if (begins !== 'PRIVATE KEY-----' && /[A-Za-z0-9]/.test(text[start - 1] ?? '')) continue;
        if (is.test(text.slice(after, after + 200)) && !keeps(category)) return true;
      }
    }
  }
  if (keeps('basic_auth_url') || keeps('connection_string_password')) return false;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const userinfo = USERINFO.exec(text.slice(at + 3, at + 180));
    if (userinfo && !/^(?:\.+|x+)$/i.test(userinfo[1]!)) return true;
  }
  return false;
}
