import fc from 'fast-check';
import { readJournal } from '.';
import { aRecord } from './testing';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute));
const structured = {
  type: 'investigation_summary',
  symptoms: [{ title: '5xx', related_resources: ['arn:aws:ecs:us-east-1:111122223333:service/prod/orders'] }],
  findings: [{ id: 'f1', type: 'root_cause', title: 'Connection limit reached', related_resources: ['orders-prod'] }],
  investigation_gaps: ['No slow query log'],
};
const message = (role: string, text: string) =>
  JSON.stringify({
    id: 'm',
    role,
    content: [
      { type: 'thinking', thinking: 'hmm' },
      { type: 'text', text },
    ],
  });

describe('which record is the report', () => {
  const older = aRecord({ recordId: 'older', createdAt: at(1), content: '# Older' });
  const newer = aRecord({ recordId: 'newer', createdAt: at(2), content: '# Newer' });
  const twin = aRecord({
    recordId: 'twin',
    recordType: 'investigation_summary',
    createdAt: at(2),
    content: structured,
  });
  const result = aRecord({
    recordId: 'result',
    recordType: 'investigation_result',
    createdAt: at(3),
    content: JSON.stringify({ type: 'x', text: 'The result.' }),
  });
  const asked = aRecord({
    recordId: 'asked',
    recordType: 'message',
    createdAt: at(9),
    content: message('user', 'Why?'),
  });
  const said = aRecord({
    recordId: 'said',
    recordType: 'message',
    createdAt: at(8),
    content: message('assistant', 'The pool was too large.'),
  });

  it.each([
    ['the one that the event names, even if a newer one exists', [older, newer, twin, result], 'older', 'older'],
    ['the newest Markdown summary when none is named', [older, newer, twin, result], undefined, 'newer'],
    ['the newest Markdown summary when the named one is not there', [older, newer], 'gone', 'newer'],
    ['the structured summary when there is no Markdown', [result, twin, said], undefined, 'twin'],
    ['the result in the weeks without summaries', [said, result, asked], undefined, 'result'],
    ['the last thing the assistant said, when there is nothing else', [asked, said], undefined, 'said'],
    ['the next in line when the better one is empty', [aRecord({ content: '  ' }), result], undefined, 'result'],
  ])('is %s', (_, records, named, expected) => {
    expect(readJournal(records, named).report?.recordId).toBe(expected);
  });

  it('is none when there are only questions, and that is no failure', () => {
    expect(readJournal([asked])).toEqual({ unknownRecords: 0 });
    expect(readJournal([])).toEqual({ unknownRecords: 0 });
  });

  it('does not tell what the assistant only thought', () => {
    expect(readJournal([said]).report?.text).toBe('The pool was too large.');
  });

  it('is never a mitigation plan, even if one is named', () => {
    const plan = aRecord({ recordId: 'plan', recordType: 'mitigation_summary_md', content: '# Mitigation Summary' });
    expect(readJournal([plan, newer], 'plan').report?.recordId).toBe('newer');
  });
});

it('counts records of unknown types, and reads on', () => {
  const reading = readJournal([aRecord(), aRecord({ recordType: 'PLANNING' }), aRecord({ recordType: 'finding' })]);
  expect(reading.unknownRecords).toBe(1);
  expect(reading.report?.recordType).toBe('investigation_summary_md');
});

describe('the structured form', () => {
  it('is found beside the Markdown, as a string or as an object', () => {
    for (const content of [structured, JSON.stringify(structured)]) {
      const { report } = readJournal([aRecord(), aRecord({ recordType: 'investigation_summary', content })]);
      expect(report?.recordType).toBe('investigation_summary_md');
      expect(report?.structure).toEqual({
        symptoms: [{ title: '5xx', relatedResources: ['arn:aws:ecs:us-east-1:111122223333:service/prod/orders'] }],
        findings: [{ type: 'root_cause', title: 'Connection limit reached', relatedResources: ['orders-prod'] }],
        gapCount: 1,
      });
    }
  });

  it('is the one written closest to the report, so that a re-opened task does not mix its outcomes', () => {
    const twinOf = (minute: number, title: string) =>
      aRecord({
        recordType: 'investigation_summary_v2',
        createdAt: at(minute),
        content: { findings: [{ type: 'root_cause', title }] },
      });
    const { report } = readJournal(
      [aRecord({ recordId: 'first', createdAt: at(5) }), twinOf(5, 'first cause'), twinOf(50, 'second cause')],
      'first',
    );
    expect(report?.structure?.findings[0]?.title).toBe('first cause');
  });

  it('gives all its words as text when it is the report itself', () => {
    const { report } = readJournal([aRecord({ recordType: 'investigation_summary', content: structured })]);
    expect(report?.text).toContain('Connection limit reached');
    expect(report?.text).toContain('No slow query log');
  });
});

it('survives any content whatsoever in any record type', () => {
  const type = fc.constantFrom(
    'investigation_summary_md',
    'investigation_summary',
    'investigation_result',
    'message',
    'new',
  );
  const anything = fc.oneof(fc.anything(), fc.jsonValue(), fc.json());
  fc.assert(
    fc.property(fc.array(fc.record({ recordType: type, content: anything })), (records) => {
      const { report } = readJournal(records.map((record) => aRecord(record)));
      expect(report === undefined || report.text.trim() !== '').toBe(true);
    }),
  );
});
