import type { Report, ReportStructure } from '@org/devops-agent-client';
import { causeIn } from './cause';

const report = (text: string, structure?: Partial<ReportStructure>): Report => ({
  recordId: 'r',
  recordType: 'investigation_summary_md',
  text,
  ...(structure && { structure: { symptoms: [], findings: [], gapCount: 0, ...structure } }),
});
const finding = (type: string, title: string, description?: string) => ({
  type,
  title,
  ...(description !== undefined && { description }),
  relatedResources: [],
});

describe('a cause is found', () => {
  it('in the structured finding that says it is the root cause', () => {
    const findings = [
      finding('cause', 'Pool doubled'),
      finding('root_cause', 'Connection limit reached', 'Flat for 21 minutes.'),
    ];
    expect(causeIn(report('# Investigation Summary', { findings }))).toEqual({
      found: true,
      brief: 'Connection limit reached',
      text: 'Connection limit reached\nFlat for 21 minutes.',
    });
  });

  it('in a contributing cause, when nothing is called the root', () => {
    expect(causeIn(report('', { findings: [finding('cause', 'Pool doubled')] }))).toMatchObject({
      brief: 'Pool doubled',
    });
  });

  it('in the section of that name', () => {
    const text =
      '# Investigation Summary\n\n## Root Cause\n\nThe pool is too large.\n\nSince 09:38.\n\n## Gaps\n\nNone.';
    expect(causeIn(report(text))).toMatchObject({ found: true, brief: 'The pool is too large.' });
  });

  it('in the first paragraph of that section, whatever is told of it below', () => {
    const text =
      '## Root Cause\n\n**Connection pool exhausted**\n\nWorkers were doubled.\n\n- arn:aws:rds:us-east-1:1:db:orders\n';
    expect(causeIn(report(text))).toMatchObject({
      found: true,
      brief: '**Connection pool exhausted**',
      text: expect.stringContaining('doubled'),
    });
  });

  it('in the section, although the structured form knows observations only', () => {
    const structure = { findings: [finding('observation', 'Flat')] };
    expect(causeIn(report('## Root cause:\nThe pool is too large.', structure))).toMatchObject({ found: true });
  });

  it.each([
    'Root cause: the pool is too large.',
    '**Root cause**: the pool is too large.',
    '- Root Cause - the pool is too large.',
  ])('in a line such as %j', (line) => {
    expect(causeIn(report(`It was slow.\n${line}\nBye.`))).toMatchObject({
      found: true,
      brief: 'the pool is too large.',
    });
  });
});

describe('no cause is found', () => {
  it.each([
    [
      'a tidy report of an agent that could read nothing',
      '# Investigation Summary\n\n## Symptoms\n\nNone.\n\n## Findings\n\nNone.',
    ],
    ['an empty section', '## Root Cause\n\n## Gaps\n\nNo access to logs.'],
    ['a section that says so', '## Root Cause\n\nThe root cause could not be determined with the data at hand.'],
    ['a section that says so otherwise', '## Root Cause\n\nNo definitive root cause was identified.'],
    ['a section that says so shortly', '## Root Cause\n\n**Unknown**'],
    ['prose without the words', 'Everything is healthy.'],
  ])('in %s', (_, text) => {
    expect(causeIn(report(text))).toEqual({ found: false, brief: '', text: '' });
  });

  it('in gaps only', () => {
    expect(causeIn(report('# Investigation Summary', { gapCount: 3 })).found).toBe(false);
  });
});

it.each([
  'The deployment doubled the pool; why nobody noticed is unknown.',
  'The root cause is not the database but the pool size.',
  'Could not resolve the host name of the orders database.',
  'Unknown host exception: the CNAME was deleted.',
  'Insufficient access rights of the role after the policy change.',
  'No capacity was left in the subnet.',
])('takes %j for a cause', (cause) => {
  expect(causeIn(report(`## Root Cause\n\n${cause}`)).found).toBe(true);
});

it.each([
  'None.',
  'N/A',
  'Inconclusive',
  'No root cause could be found.',
  'The root cause remains unclear.',
  'The exact root cause has not been identified yet.',
  'The agent was unable to determine why.',
  'We could not conclusively identify it.',
  'Insufficient evidence to establish a cause.',
])('takes %j for none', (cause) => {
  expect(causeIn(report(`## Root Cause\n\n${cause}`)).found).toBe(false);
});
