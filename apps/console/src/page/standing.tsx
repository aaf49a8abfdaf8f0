import type { PatternCard, VerdictRow } from '../snapshot';
import { Redacted } from './redacted';
import { counted, moment } from './words';

/** What became of a pattern: people said that it is none or part of another, or it is over. Nothing while it lives. */
export function Standing({ pattern: { standing, over } }: { pattern: PatternCard }) {
  if (standing?.verdict === 'rejected') return <span class="standing">rejected by {standing.by}</span>;
  if (standing?.verdict === 'merged')
    return (
      <span class="standing">
        merged into <Redacted text={standing.into?.cause ?? standing.into?.id ?? 'another'} />
      </span>
    );
  if (over !== undefined) return <span class="standing over">over since {moment(over)}</span>;
  if (standing?.verdict === 'confirmed') return <span class="standing confirmed">confirmed by {standing.by}</span>;
  return null;
}

/** `set-aside` when people said that it is no pattern of its own; `over` when it ended; else it lives. */
export function lifeOf({ standing, over }: PatternCard): 'set-aside' | 'over' | 'alive' {
  if (standing?.verdict === 'rejected' || standing?.verdict === 'merged') return 'set-aside';
  return over === undefined ? 'alive' : 'over';
}

/** The clients that are left in a pattern: those whose every investigation was split off are not. */
export function clientsLeft({ clients, members }: PatternCard): ReadonlySet<string> {
  const away = new Set(members.filter(({ splitOff }) => splitOff).map(({ client }) => client));
  for (const { client, splitOff } of members) if (!splitOff) away.delete(client);
  return new Set(clients.filter((client) => !away.has(client)));
}

/** What people said of a pattern, each with who, why and when, oldest first. */
export function Verdicts({ verdicts }: { verdicts: readonly VerdictRow[] }) {
  if (verdicts.length === 0) return null;
  return (
    <ul class="verdicts" aria-label="What people said of it">
      {verdicts.map((said) => (
        <li key={`${said.at} ${said.verdict} ${said.by}`}>
          <Said said={said} />
        </li>
      ))}
    </ul>
  );
}

/** Who said what of a pattern, when and why. */
export function Said({ said }: { said: VerdictRow }) {
  return (
    <>
      <b>{said.by}</b> {did(said)}, <time dateTime={said.at}>{moment(said.at)}</time>: <q>{said.why}</q>
    </>
  );
}

function did({ verdict, into, members = 0 }: VerdictRow): string {
  switch (verdict) {
    case 'confirmed':
      return 'confirmed it';
    case 'rejected':
      return 'rejected it';
    case 'merged':
      return `merged it into ${into?.cause ?? into?.id ?? 'another'}`;
    case 'split':
      return `split ${counted(members, 'investigation')} off`;
  }
}
