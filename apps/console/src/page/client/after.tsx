import type { AllowedField, Crossing } from '../../client-view';
import { kindOf, Redacted } from '../redacted';
import { words } from '../words';

/** Which part of the event a field belongs to, in the order in which a person asks. */
const PARTS: readonly { readonly title: string; readonly holds: RegExp; readonly none: string }[] = [
  { title: 'What was found', holds: /^\/summary\/(?:root_cause|withheld)/, none: 'Nothing.' },
  { title: 'Resources', holds: /^\/summary\/(?:affected_resources|resource_)/, none: 'None.' },
  { title: 'Tags', holds: /^\/tags\//, none: 'None.' },
  { title: 'Links', holds: /^\/links\//, none: 'None.' },
  { title: 'Everything else', holds: /^/, none: '' },
];

/** The one sentence of the report that crosses: it is asked for first. */
const BRIEF = '/summary/root_cause_brief';

/** What crossed, to the field: its value, and why the boundary let it through. */
export function After({ crossing }: { crossing: Crossing }) {
  const { fields, withheld_reason, redacted, left_at } = crossing;
  const partOf = (pointer: string) => PARTS.find(({ holds }) => holds.test(pointer));
  const taken = Object.entries(redacted);
  return (
    <section class="after" aria-label="After: it crossed" data-side="after">
      <h2>
        After{' '}
        <span class="left">
          {left_at === undefined ? 'made ready, not confirmed by the bus' : 'crossed to central'}
        </span>
      </h2>
      {withheld_reason !== undefined && (
        <p class="withheld">
          No text of the report crossed: <b>{words(withheld_reason)}</b>. What crossed is ids, states, numbers and words
          of closed lists.
        </p>
      )}
      <Receipt crossing={crossing} />
      <p class="taken">
        {taken.length === 0 && withheld_reason === undefined && (
          <span class="quiet">The redactor took out nothing.</span>
        )}
        {taken.map(([category, count]) => (
          <span key={category} class={`placeholder ${kindOf(category)}`}>
            {count} × {category}
          </span>
        ))}
      </p>
      {PARTS.map((part) => {
        const own = fields
          .filter(({ pointer }) => partOf(pointer) === part)
          .sort((a, b) => Number(b.pointer === BRIEF) - Number(a.pointer === BRIEF));
        return (
          <section key={part.title} class="part">
            <h3>{part.title}</h3>
            {own.length === 0 && <p class="quiet">{part.none}</p>}
            <dl>
              {own.map((field) => (
                <Field key={field.pointer} field={field} event={crossing.event} />
              ))}
            </dl>
          </section>
        );
      })}
    </section>
  );
}

const CENTRAL: Readonly<Record<NonNullable<Crossing['central']>, string>> = {
  equal: 'equal, field by field (client name and severity are its own answers)',
  differs: 'differs from what left',
  missing: 'missing',
  awaited: 'not there yet',
};

function Receipt({ crossing: { left_at, prepared_at, bytes, sha256, central, event } }: { crossing: Crossing }) {
  const facts: [string, string, string?][] = [
    left_at === undefined ? ['Prepared', prepared_at] : ['Left', left_at],
    ['Size', `${bytes} bytes`],
    ['SHA-256', sha256, 'hash'],
    ['Policy', event.redaction.policy_version],
    ...(central === undefined
      ? []
      : [["Central's copy", CENTRAL[central], `central ${central}`] as [string, string, string]]),
  ];
  return (
    <dl class="receipt">
      {facts.map(([name, value, kind]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={kind}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Field({ field: { pointer, declared, why }, event }: { field: AllowedField; event: unknown }) {
  const path = pointer.split('/').slice(1).map(unescaped);
  const value = path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], event);
  const name = path.length > 1 ? path.slice(1).join(' / ') : path[0];
  return (
    <div class={declared ? 'field' : 'field undeclared'}>
      <dt>
        <Redacted text={name ?? ''} />
      </dt>
      <dd>
        <span class="value">
          <Redacted text={shown(value)} />
        </span>
        <span class="why">{why}</span>
      </dd>
    </div>
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(String).join(', ');
  return value === '' ? '(empty)' : String(value);
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
