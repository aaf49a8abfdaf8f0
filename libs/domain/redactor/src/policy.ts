import { PSEUDONYM_CATEGORIES, isCategory, type AnyCategory } from './categories';
import { scannerOf, type OwnRules } from './own-rules';
import { RedactionRefused } from './refusal';
import type { Scanner } from './scan';

/** Names the rules and rulings that a text was redacted with; it moves when a text could come out differently. */
export const POLICY_VERSION = '1.2';

/** What goes and what stays. Everything is masked unless the policy keeps it. */
export interface RedactionPolicy {
  /** `text` (the default) keeps log lines and stack frames and masks what is in them; `summary` removes them whole. */
  readonly profile?: 'text' | 'summary';
  /** AWS account ids that may stay, such as the reader's own. Documentation's example ids always stay. */
  readonly keepAccountIds?: readonly string[];
  /** Categories that stay. */
  readonly keep?: readonly AnyCategory[];
  /** Equal values get equal placeholders within a text or JSON value: `[ipv4:1]`, `[ipv4:2]`, `[ipv4:1]`. */
  readonly numbered?: boolean;
  /** Values that only the holder of a key can put back: `[email:p.mzxw6…]`. */
  readonly pseudonyms?: Pseudonyms;
  /** An organization's own rules, which are asked before all others; from `compileRules`. */
  readonly rules?: OwnRules;
  /** A policy to start from, for instance the organization's; the fields beside it win. */
  readonly policy?: RedactionPolicy;
}

/** What makes values into pseudonyms; `@org/redactor/pseudonyms` makes one from a key. */
export interface Pseudonyms {
  /**
   * The value as a token of small letters and digits, equal for equal values of a category; undefined when it is too
   * long for one, and is masked without.
   */
  readonly seal: (value: string, category: AnyCategory) => string | undefined;
  /**
   * Which categories become pseudonyms: of {@link PSEUDONYM_CATEGORIES} (all of them when nothing is said), and of the
   * policy's own rules. Secrets always go.
   */
  readonly categories?: readonly AnyCategory[];
}

/** The policy as the engine asks it. */
export interface ResolvedPolicy {
  readonly summary: boolean;
  readonly numbered: boolean;
  readonly keepsAccount: (accountId: string) => boolean;
  readonly keeps: (category: AnyCategory) => boolean;
  /** The token of a value that becomes a pseudonym, where some do. */
  readonly seal: Pseudonyms['seal'] | undefined;
  /** Where the policy has rules of its own: the scanner of all rules, and the ids of the own. */
  readonly own: { readonly scanner: Scanner; readonly ids: ReadonlySet<string> } | undefined;
}

const NOTHING: ReadonlySet<string> = new Set();
const DEFAULT: ResolvedPolicy = {
  summary: false,
  numbered: false,
  keepsAccount: isDocumentationAccount,
  keeps: () => false,
  seal: undefined,
  own: undefined,
};

/** @throws RedactionRefused when a field is not what {@link RedactionPolicy} says: a typo must not unmask anything */
export function resolvePolicy(policy: RedactionPolicy | undefined): ResolvedPolicy {
  if (policy === undefined) return DEFAULT;
  const { profile = 'text', keepAccountIds = [], keep = [], numbered = false, pseudonyms, rules } = flatten(policy, 0);
  const scanner = rules && scannerOf(rules);
  if (rules !== undefined && !scanner) throw new RedactionRefused('bad_policy');
  const isOwn = (category: string) => rules?.categories.has(category) === true;
  if (typeof numbered !== 'boolean') throw new RedactionRefused('bad_policy');
  if (profile !== 'text' && profile !== 'summary') throw new RedactionRefused('bad_policy');
  if (!isListOf(keepAccountIds, (id) => /^\d{12}$/.test(id))) throw new RedactionRefused('bad_policy');
  if (!isListOf(keep, (category) => isCategory(category) || isOwn(category))) throw new RedactionRefused('bad_policy');
  const accounts = keepAccountIds.length > 0 ? new Set(keepAccountIds) : NOTHING;
  const kept: ReadonlySet<string> = keep.length > 0 ? new Set(keep) : NOTHING;
  return {
    summary: profile === 'summary',
    numbered,
    keepsAccount: (id) => accounts.has(id) || isDocumentationAccount(id),
    keeps: (category) => kept.has(category),
    seal: pseudonyms === undefined ? undefined : sealOf(pseudonyms, isOwn),
    own: rules && scanner && { scanner, ids: rules.ids },
  };
}

const FIELDS: ReadonlySet<string> = new Set<keyof RedactionPolicy>([
  'profile',
  'keepAccountIds',
  'keep',
  'numbered',
  'pseudonyms',
  'rules',
  'policy',
]);

function flatten(policy: RedactionPolicy, depth: number): RedactionPolicy {
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy) || depth > 4)
    throw new RedactionRefused('bad_policy');
  const { policy: base, ...own } = policy;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  if (Object.keys(given).some((field) => !FIELDS.has(field))) throw new RedactionRefused('bad_policy');
  return base === undefined ? given : { ...flatten(base, depth + 1), ...given };
}

/** A token must survive being redacted again; what is none refuses the text rather than goes into it. */
const TOKEN = /^[a-z0-9]{16,480}$/;

function sealOf(pseudonyms: Pseudonyms, isOwn: (category: string) => boolean): Pseudonyms['seal'] {
  if (typeof pseudonyms !== 'object' || pseudonyms === null) throw new RedactionRefused('bad_policy');
  const { seal, categories = PSEUDONYM_CATEGORIES } = pseudonyms;
  const reversible: ReadonlySet<string> = new Set(PSEUDONYM_CATEGORIES);
  if (typeof seal !== 'function') throw new RedactionRefused('bad_policy');
  if (!isListOf(categories, (category) => reversible.has(category) || isOwn(category)))
    throw new RedactionRefused('bad_policy');
  const chosen: ReadonlySet<string> = new Set(categories);
  return (value, category) => {
    const token = chosen.has(category) ? seal(value, category) : undefined;
    if (token !== undefined && !TOKEN.test(token)) throw new RedactionRefused('failed');
    return token;
  };
}

function isListOf(list: unknown, fits: (item: string) => boolean): boolean {
  return Array.isArray(list) && list.every((item) => typeof item === 'string' && fits(item));
}

/** AWS's documentation uses these in place of real accounts: counted up, doubled, or one digit repeated. */
export function isDocumentationAccount(id: string): boolean {
  return /^(?:123456789012|210987654321|012345678901|111122223333|444455556666|777788889999|(\d)\1{11})$/.test(id);
}
