import { Type, type Static } from '@sinclair/typebox';
import { investigationKey, type OutcomeId } from '@org/event-schema';
import {
  standingVerdict,
  type InvestigationStore,
  type PatternRecord,
  type PatternVerdict,
} from '@org/investigation-store';

/** What somebody wants to say of a pattern: `into` belongs to a merge, `members` to a split. */
export const AskedVerdictSchema = Type.Object(
  {
    verdict: Type.Union([
      Type.Literal('confirmed'),
      Type.Literal('rejected'),
      Type.Literal('split'),
      Type.Literal('merged'),
    ]),
    by: Type.String({ maxLength: 100 }),
    why: Type.String({ maxLength: 2000 }),
    into: Type.Optional(Type.String({ maxLength: 300 })),
    members: Type.Optional(Type.Array(Type.String({ maxLength: 400 }), { maxItems: 1000 })),
  },
  { additionalProperties: false },
);
export type AskedVerdict = Static<typeof AskedVerdictSchema>;

/** A verdict that may be kept, or the field that is wrong and what to give instead. `pattern`: there is no such pattern. */
export type CheckedVerdict =
  | { readonly ok: true; readonly verdict: PatternVerdict }
  | { readonly ok: false; readonly field: 'pattern' | 'by' | 'why' | 'into' | 'members'; readonly problem: string };

type Refusal = Extract<CheckedVerdict, { ok: false }>;
type Patterns = Pick<InvestigationStore, 'pattern'>;
type WithMembers = PatternRecord & { readonly members: readonly OutcomeId[] };

/** Whether this may be said of a pattern. Ids are taken as PagerDuty writes them, too: with `corr-` before them. */
async function checkedVerdict(
  store: Patterns,
  { patternId, asked, now }: { patternId: string; asked: AskedVerdict; now: Date },
): Promise<CheckedVerdict> {
  const why = asked.why.trim();
  const by = asked.by.trim();
  if (why === '') return refusal('why', 'say why, in a few words. Whoever reads it later has nothing else.');
  if (by === '') return refusal('by', 'say who says so.');
  const said = { verdict: asked.verdict, by, why, at: now.toISOString() };
  const id = bare(patternId);
  const found = await store.pattern<WithMembers>(id);
  if (!found) return unknown(id);
  if (asked.verdict === 'merged') {
    const into = await mergeable(id, asked.into, store);
    return typeof into === 'string' ? { ok: true, verdict: { ...said, into } } : into;
  }
  if (asked.verdict === 'split') {
    const members = leaving(found.pattern, asked.members ?? []);
    return 'ok' in members ? members : { ok: true, verdict: { ...said, members } };
  }
  return { ok: true, verdict: said };
}

/** Checks a verdict and keeps it when it may be said. */
export async function saveChecked(
  store: Patterns & Pick<InvestigationStore, 'saveVerdict'>,
  asked: Parameters<typeof checkedVerdict>[1],
): Promise<CheckedVerdict> {
  const checked = await checkedVerdict(store, asked);
  if (checked.ok) await store.saveVerdict(bare(asked.patternId), checked.verdict);
  return checked;
}

async function mergeable(id: string, asked: string | undefined, store: Patterns): Promise<string | Refusal> {
  const into = bare(asked ?? '');
  if (into === '') return refusal('into', 'say which pattern it is part of.');
  if (into === id) return refusal('into', `"${id}" cannot be merged into itself. Give the other pattern's id.`);
  const other = await store.pattern(into);
  if (!other) return unknown(into);
  const standing = standingVerdict(other.verdicts);
  return standing?.verdict === 'merged'
    ? refusal('into', `"${into}" was itself merged into "${standing.into}". Give that one, or confirm "${into}" first.`)
    : into;
}

function leaving({ members }: WithMembers, asked: readonly string[]): readonly string[] | Refusal {
  const all = new Set(members.map(investigationKey));
  const leave = [...new Set(asked)].sort();
  if (leave.length === 0) return refusal('members', 'say which investigations leave it.');
  const strangers = leave.filter((key) => !all.has(key));
  if (strangers.length > 0)
    return refusal('members', `${strangers.map((key) => `"${key}"`).join(', ')} does not belong to it.`);
  if (leave.length === all.size) return refusal('members', 'these are all of its members. Reject the pattern instead.');
  return leave;
}

function bare(patternId: string): string {
  return patternId.trim().replace(/^corr-/, '');
}

function unknown(id: string): Refusal {
  return refusal('pattern', `No pattern is called "${id}".`);
}

function refusal(field: Refusal['field'], problem: string): Refusal {
  return { ok: false, field, problem };
}
