import { CATEGORIES, type Category } from './categories';
import { RedactionRefused } from './refusal';

/** Names the rules and rulings that a text was redacted with; it moves when a text could come out differently. */
export const POLICY_VERSION = '1.1';

/** What goes and what stays. Everything is masked unless the policy keeps it. */
export interface RedactionPolicy {
  /** `text` (the default) keeps log lines and stack frames and masks what is in them; `summary` removes them whole. */
  readonly profile?: 'text' | 'summary';
  /** AWS account ids that may stay, such as the reader's own. Documentation's example ids always stay. */
  readonly keepAccountIds?: readonly string[];
  /** Categories that stay. */
  readonly keep?: readonly Category[];
  /** Equal values get equal placeholders within a text or JSON value: `[ipv4:1]`, `[ipv4:2]`, `[ipv4:1]`. */
  readonly numbered?: boolean;
  /** A policy to start from, for instance the organization's; the fields beside it win. */
  readonly policy?: RedactionPolicy;
}

/** The policy as the engine asks it. */
export interface ResolvedPolicy {
  readonly summary: boolean;
  readonly numbered: boolean;
  readonly keepsAccount: (accountId: string) => boolean;
  readonly keeps: (category: Category) => boolean;
}

const NOTHING: ReadonlySet<string> = new Set();
const DEFAULT: ResolvedPolicy = {
  summary: false,
  numbered: false,
  keepsAccount: isDocumentationAccount,
  keeps: () => false,
};

/** @throws RedactionRefused when a field is not what {@link RedactionPolicy} says: a typo must not unmask anything */
export function resolvePolicy(policy: RedactionPolicy | undefined): ResolvedPolicy {
  if (policy === undefined) return DEFAULT;
  const { profile = 'text', keepAccountIds = [], keep = [], numbered = false } = flatten(policy, 0);
  if (typeof numbered !== 'boolean') throw new RedactionRefused('bad_policy');
  if (profile !== 'text' && profile !== 'summary') throw new RedactionRefused('bad_policy');
  if (!isListOf(keepAccountIds, (id) => /^\d{12}$/.test(id))) throw new RedactionRefused('bad_policy');
  if (!isListOf(keep, (category) => Object.hasOwn(CATEGORIES, category))) throw new RedactionRefused('bad_policy');
  const accounts = keepAccountIds.length > 0 ? new Set(keepAccountIds) : NOTHING;
  const kept: ReadonlySet<string> = keep.length > 0 ? new Set(keep) : NOTHING;
  return {
    summary: profile === 'summary',
    numbered,
    keepsAccount: (id) => accounts.has(id) || isDocumentationAccount(id),
    keeps: (category) => kept.has(category),
  };
}

function flatten(policy: RedactionPolicy, depth: number): RedactionPolicy {
  if (typeof policy !== 'object' || policy === null || depth > 4) throw new RedactionRefused('bad_policy');
  const { policy: base, ...own } = policy;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return base === undefined ? given : { ...flatten(base, depth + 1), ...given };
}

function isListOf(list: unknown, fits: (item: string) => boolean): boolean {
  return Array.isArray(list) && list.every((item) => typeof item === 'string' && fits(item));
}

/** AWS's documentation uses these in place of real accounts: counted up, doubled, or one digit repeated. */
export function isDocumentationAccount(id: string): boolean {
  return /^(?:123456789012|210987654321|012345678901|111122223333|444455556666|777788889999|(\d)\1{11})$/.test(id);
}
