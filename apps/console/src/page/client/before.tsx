import type { Before, Marked, Passage } from '../../client-view';
import { kindOf } from '../redacted';
import { counted } from '../words';
import type { Loaded } from './data';

/** What stands in the client's account, with what the redactor finds in it. */
export function BeforeColumn({ account, before }: { account: string; before: Loaded<Before> }) {
  return (
    <section class="before" aria-label="Before: it stays in the account" data-side="before">
      <h2>
        Before <span class="stays">stays in account {account}</span>
      </h2>
      {before === 'loading' && <p class="empty">Reading …</p>}
      {before === 'missing' && <p class="empty">The agent holds nothing of this outcome any more.</p>}
      {before === 'failed' && <p class="empty">The client's account could not be read. Reload to try again.</p>}
      {typeof before === 'object' && (
        <>
          {before.sections.map(({ title, note, passages }) => (
            <section key={title} class="passages">
              <h3>{title}</h3>
              {note !== undefined && <p class="quiet">{note}</p>}
              {passages.map((passage, index) => (
                <PassageText key={index} passage={passage} />
              ))}
            </section>
          ))}
          {before.otherRecords > 0 && (
            <p class="quiet">
              {counted(before.otherRecords, 'other journal record')}
              {before.otherRecords === 1 ? ' stays' : ' stay'} as well, and {before.otherRecords === 1 ? 'is' : 'are'}{' '}
              not shown here.
            </p>
          )}
        </>
      )}
    </section>
  );
}

function PassageText({ passage: { name, text } }: { passage: Passage }) {
  return (
    <div class="passage">
      {name !== undefined && (
        <span class="name">
          <Found marked={name} />
        </span>
      )}
      <div class="text">
        <Found marked={text} />
      </div>
      {text.refused && <p class="quiet">The redactor refuses this text: none of it may cross.</p>}
    </div>
  );
}

function Found({ marked: { text, marks } }: { marked: Marked }) {
  const parts = marks.map(({ start, end, category }, index) => (
    <>
      {text.slice(marks[index - 1]?.end ?? 0, start)}
      <mark class={kindOf(category)} title={category}>
        {text.slice(start, end)}
        <span class="category"> {category}</span>
      </mark>
    </>
  ));
  return (
    <>
      {parts}
      {text.slice(marks.at(-1)?.end ?? 0)}
    </>
  );
}
