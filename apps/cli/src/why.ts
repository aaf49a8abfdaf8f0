import { Command } from 'commander';
import type { InvestigationReader, InvestigationState } from '@org/investigation-store';
import { openCentralTable, tellingOfMissing, type WhereItIs } from './central-table';
import { readRules } from './rules';
import { counted, escaped, escapedJson, inWords, rendered, terminalWidth } from './terminal';
import { investigationStory } from './why-investigation';
import { MAX_PATTERNS, patternStory, type KeptPattern } from './why-pattern';
import type { Story, StoryPorts } from './why-story';

interface Flags extends WhereItIs {
  readonly config?: string;
  readonly json?: boolean;
}

const EXIT_NOT_FOUND = 1;
const EXIT_UNUSABLE = 2;

/** An id, or its beginning, is looked for among so many of the newest investigations: the table has no index of ids. */
const MAX_INVESTIGATIONS = 2000;
const MAX_NEAR = 5;
/** No id of ours is longer, and no table takes a much longer one. */
const MAX_ASKED = 400;

/** `orchestrator why`: exit code 0 found, 1 not found, 2 when the question or the table cannot be used. */
export function whyCommand(): Command {
  return new Command('why')
    .description(
      'tells an investigation or a pattern as a person would: what happened, what was decided and why, who heard',
    )
    .argument(
      '<what>',
      'account/space/investigation, an id or its unique beginning, either with /number for one outcome; or a pattern: its id, or a part of what it shares',
    )
    .option('--table <name>', 'the central table: output TableName of the central stack')
    .option('--profile <name>', 'the AWS profile that may read it; the environment when left out')
    .option('--demo <address>', "the running demo's table instead: the address that `npm start` printed")
    .option(
      '--config <folder>',
      "where rules' owners and reasons, and clients, are read from: config, or the demo's own",
    )
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      '\nExit code: 0 found, 1 not found, 2 when the question is ambiguous or the table cannot be read.' +
        '\n\nExamples:\n  orchestrator why 3b7f0f0e --table CentralMonitoringStack-Table --profile central' +
        '\n  orchestrator why 123456789012/8f1c2d3e/3b7f0f0e/2 --table CentralMonitoringStack-Table # outcome 2 of it' +
        '\n  orchestrator why pattern-fa6ed573d8c45b58 --demo http://127.0.0.1:4510/' +
        '\n  orchestrator why cdc-relay --demo http://127.0.0.1:4510/ # the pattern that shares it',
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_UNUSABLE))
    .action(async (what: string, flags: Flags) => {
      try {
        const answer = await answerTo(what, flags);
        if ('lines' in answer) {
          process.stdout.write(flags.json ? `${escapedJson(answer.json)}\n` : rendered(answer.lines, terminalWidth()));
          return;
        }
        process.exitCode = answer.kind === 'ambiguous' ? EXIT_UNUSABLE : EXIT_NOT_FOUND;
        if (flags.json) process.stdout.write(`${escapedJson(notToldAsJson(answer))}\n`);
        else process.stderr.write(notToldInWords(answer));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`${message.split('\n').map(escaped).join('\n')}\n`);
        process.exitCode = EXIT_UNUSABLE;
      }
    });
}

/** There is no one story to tell. */
interface NotTold {
  readonly kind: 'not-found' | 'ambiguous';
  readonly asked: string;
  readonly looked_in: readonly string[];
  /** Those that it may have meant, the likeliest first. */
  readonly near: readonly Near[];
}

/** What names an investigation or a pattern whole; of a pattern, what it shares. */
interface Near {
  readonly key: string;
  readonly shared?: string;
}

async function answerTo(what: string, { config, json: _, ...where }: Flags): Promise<Story | NotTold> {
  const asked = what.trim().replace(/^corr-/, ''); // as PagerDuty knows a pattern
  if (asked === '' || asked.length > MAX_ASKED || escaped(asked) !== asked) {
    throw new Error(
      `"${what}" is no id. Give account/space/investigation, an id or its beginning (with /number for one outcome), a pattern id, or a part of what a pattern shares.`,
    );
  }
  const table = await openCentralTable(where);
  try {
    const rules = rulesIn(config, where.demo !== undefined);
    const ports = { store: table.store, now: new Date(), ...(rules && { rules }) };
    return await tellingOfMissing(table.name, () => tell(asked, table.name, ports));
  } finally {
    table.close();
  }
}

// A folder that was asked for must be good; the usual one only adds owners and reasons where it is.
function rulesIn(config: string | undefined, ofDemo: boolean): StoryPorts['rules'] {
  const folder = config ?? (ofDemo ? 'apps/local/demo/config' : 'config');
  try {
    return { ...readRules(folder), folder };
  } catch (error) {
    if (config !== undefined) throw error;
    return undefined;
  }
}

async function tell(asked: string, tableName: string, ports: StoryPorts): Promise<Story | NotTold> {
  const { of, outcome } = outcomeIn(asked);
  const exact =
    of.split('/').length === 3 ? await investigationStory(of, outcome, ports) : await patternStory(of, ports);
  if (exact && 'lines' in exact) return exact;
  const lookedIn = [tableName];
  const notFound = (near: readonly Near[], ...places: string[]): NotTold => ({
    kind: 'not-found',
    asked,
    looked_in: [...lookedIn, ...places],
    near,
  });
  const ofOutcomes = (keys: readonly string[]) =>
    notFound(
      keys.map((key) => ({ key })),
      'the outcomes of this investigation',
    );
  if (exact) return ofOutcomes(exact.outcomes);

  const known = await knownIds(of, ports.store);
  const called = matching(of, known.ids);
  const matches = called.length > 0 ? called : sharing(asked, known.ids);
  const [match] = matches;
  if (match === undefined) return notFound(nearest(of, known.ids), ...known.places);
  if (matches.length > 1) {
    return { kind: 'ambiguous', asked, looked_in: [...lookedIn, ...known.places], near: matches };
  }
  const story = match.isPattern
    ? await patternStory(match.key, ports)
    : await investigationStory(match.key, outcome, ports);
  if (story && 'lines' in story) return story;
  return ofOutcomes(story?.outcomes ?? []);
}

/** A number after the last slash is an outcome's, where an id stands before it. */
function outcomeIn(asked: string): { of: string; outcome?: number } {
  const parts = asked.split('/');
  const last = parts.at(-1) ?? '';
  if ((parts.length === 4 || parts.length === 2) && /^[0-9]{1,7}$/.test(last)) {
    return { of: parts.slice(0, -1).join('/'), outcome: Number(last) };
  }
  return { of: asked };
}

interface KnownId extends Near {
  readonly id: string;
  readonly isPattern: boolean;
}

async function knownIds(asked: string, store: InvestigationReader): Promise<{ ids: KnownId[]; places: string[] }> {
  const [account = ''] = /^[0-9]{12}(?=\/)/.exec(asked) ?? [];
  const [recent, own, patterns] = await Promise.all([
    store.recentInvestigations(MAX_INVESTIGATIONS),
    account === '' ? [] : store.clientInvestigations(account, MAX_INVESTIGATIONS),
    store.patterns<KeptPattern>(MAX_PATTERNS),
  ]);
  const states = new Map<string, InvestigationState>([...recent, ...own].map((state) => [state.key, state]));
  return {
    ids: [
      ...[...states.values()].map(({ key, investigation_id }) => ({ key, id: investigation_id, isPattern: false })),
      ...patterns.map(({ pattern_id, shared }) => ({ key: pattern_id, id: pattern_id, isPattern: true, shared })),
    ],
    places: [
      `the newest ${counted(recent.length, 'investigation')}`,
      ...(account === '' ? [] : [`the newest ${counted(own.length, 'investigation')} of account ${account}`]),
      `the newest ${counted(patterns.length, 'pattern')}`,
    ],
  };
}

/** Those that are called so; else those that begin so. */
function matching(asked: string, ids: readonly KnownId[]): KnownId[] {
  const exact = ids.filter(({ key, id }) => key === asked || id === asked);
  return exact.length > 0 ? exact : ids.filter(({ key, id }) => key.startsWith(asked) || id.startsWith(asked));
}

/** The patterns whose words for what they share hold what was asked. */
function sharing(asked: string, ids: readonly KnownId[]): KnownId[] {
  const part = asked.toLowerCase();
  return ids.filter(({ shared }) => shared?.toLowerCase().includes(part));
}

/** Those that a slip of the finger away from what was asked, or that hold it, the likeliest first. */
function nearest(asked: string, ids: readonly KnownId[]): Near[] {
  const last = asked.split('/').at(-1) ?? asked;
  const allowed = Math.max(2, Math.floor(last.length / 4));
  return ids
    .map((one) => ({ ...one, slips: one.key.includes(asked) ? 0 : slips(last, one.id.slice(0, last.length)) }))
    .filter((one) => one.slips <= allowed)
    .sort((a, b) => a.slips - b.slips || (a.key < b.key ? -1 : 1))
    .slice(0, MAX_NEAR);
}

/** How many characters differ, are missing or too many (Levenshtein). */
function slips(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, character] of [...one].entries()) {
    const after = [row + 1];
    for (let column = 0; column < other.length; column++) {
      const same = other[column] === character ? 0 : 1;
      after.push(Math.min((before[column] ?? 0) + same, (before[column + 1] ?? 0) + 1, (after[column] ?? 0) + 1));
    }
    before = after;
  }
  return before.at(-1) ?? 0;
}

function notToldAsJson({ kind, asked, looked_in, near }: NotTold): object {
  return { version: 1, kind, asked, looked_in, near: near.map(({ key }) => key) };
}

function notToldInWords({ kind, asked, looked_in, near }: NotTold): string {
  const where = `Looked in ${inWords(looked_in)}.`;
  const ids = near
    .map(({ key, shared }) => `  ${escaped(key)}${shared === undefined ? '' : `  shares “${escaped(shared)}”`}\n`)
    .join('');
  if (kind === 'ambiguous') return `${near.length} match "${escaped(asked)}". Say which:\n${ids}`;
  const mend =
    ids === ''
      ? 'An older one is found by its full key, account/space/investigation.\n'
      : `There ${near.length === 1 ? 'is' : 'are'}, close to it:\n${ids}`;
  return `Nothing is called "${escaped(asked)}". ${escaped(where)}\n${mend}`;
}
