import fc from 'fast-check';
import { parseHeartbeat, parseInvestigationEvent, parseNativeEvent, type InvestigationEvent } from './index';
import { aHeartbeat, aNativeEvent, anEvent } from './testing';

const problemsOf = (value: unknown) => {
  const parsed = parseInvestigationEvent(value);
  return parsed.ok ? [] : parsed.problems;
};

describe('an event of ours', () => {
  it('is read back as it was built', () => {
    expect(parseInvestigationEvent(JSON.parse(JSON.stringify(anEvent())))).toEqual({ ok: true, value: anEvent() });
  });

  it.each<[string, unknown, string]>([
    ['a missing field', { ...anEvent(), severity: undefined }, '/severity'],
    ['a word outside a closed list', anEvent({ status: 'DONE' as never }), '/status'],
    ['an account id of eleven digits', anEvent({ client_account_id: '12345678901' }), '/client_account_id'],
    ['a number as a string', anEvent({ outcome_version: '1' as never }), '/outcome_version'],
    ['a month that does not exist', anEvent({ timestamp: '2026-13-20T10:04:37Z' }), '/timestamp'],
    ['a time zone other than UTC', anEvent({ timestamp: '2026-11-20T10:04:37+01:00' }), '/timestamp'],
    [
      'a brief longer than 200 characters',
      anEvent({ summary: { root_cause_brief: 'x'.repeat(201) } }),
      '/summary/root_cause_brief',
    ],
    [
      'an indicator outside the vocabulary',
      anEvent({ summary: { indicators: ['acme-db'] as never } }),
      '/summary/indicators/0',
    ],
    ['an indicator twice', anEvent({ summary: { indicators: ['rds', 'rds'] } }), '/summary/indicators'],
    [
      'a link that is not https',
      anEvent({ links: { cloudwatch_logs: 'javascript:alert(1)' } }),
      '/links/cloudwatch_logs',
    ],
    [
      'a link with a blank in it',
      anEvent({ links: { cloudwatch_logs: 'https://a.example/x y' } }),
      '/links/cloudwatch_logs',
    ],
    ['a future major version', anEvent({ schema_version: '2.0' }), '/schema_version'],
    ['an event that is a string', 'investigation', ''],
    ['nothing at all', null, ''],
  ])('refuses %s, and points at it', (_name, value, pointer) => {
    expect(problemsOf(value).map((problem) => problem.pointer)).toEqual([pointer]);
  });

  it('lists every problem at once, each with what was expected and how to mend it', () => {
    const problems = problemsOf({ ...anEvent({ severity: 'URGENT' as never, region: 'nowhere' }), logs: 'GET /' });
    expect(problems.map((problem) => problem.pointer).sort()).toEqual(['/logs', '/region', '/severity']);
    expect(problems.find((problem) => problem.pointer === '/severity')).toEqual({
      pointer: '/severity',
      expected: 'one of CRITICAL, HIGH, MEDIUM, LOW, MINIMAL',
      found: 'a string of 6 characters',
      mend: "give what the schema says: The priority through the client's mapping. Central's own answer counts.",
    });
  });

  it('does not repeat the name of a tag, which a client chose', () => {
    const { problems } = parseInvestigationEvent({ ...anEvent(), tags: { swordfish: 7 } }) as { problems: unknown };
    expect(problems).toMatchObject([{ pointer: '/tags/(name)', found: 'a number' }]);
  });

  it('does not let an undeclared field cross, and does not repeat a name that could be client text', () => {
    const problems = problemsOf({ ...anEvent(), AKIAQ3XH7JZ5N2VW4BKM: 'x' });
    expect(problems).toMatchObject([{ pointer: '/(undeclared)', expected: 'no such field' }]);
  });

  it('repeats nothing of the value in a problem, whatever stands in whichever field', () => {
    const fields = Object.keys(anEvent()) as (keyof InvestigationEvent)[];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.stringMatching(/^[a-zA-Z0-9]{12,40}$/), (field, secret) => {
        const text = JSON.stringify(problemsOf({ ...anEvent(), [field]: { [secret]: secret } }));
        expect(text).not.toContain(secret);
      }),
    );
  });

  it('stops at 50 problems, so that a hostile value cannot make millions', () => {
    expect(
      problemsOf({ ...anEvent(), ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, 1])) }).length,
    ).toBeLessThanOrEqual(50);
  });

  it('has a reason exactly when it is withheld, and then no brief', () => {
    const { summary } = anEvent({ summary: { root_cause_brief: undefined as never } });
    const withheld = {
      ...anEvent(),
      summary: { ...summary, withheld: true as const, withheld_reason: 'redaction_failed' },
    };
    expect(parseInvestigationEvent(withheld).ok).toBe(true);
    expect(problemsOf(anEvent({ summary: { withheld: true } })).map((problem) => problem.pointer)).toEqual([
      '/summary/root_cause_brief',
      '/summary/withheld_reason',
    ]);
  });

  it('has a status that agrees with its type', () => {
    expect(problemsOf(anEvent({ event_type: 'investigation_failed' }))).toMatchObject([{ pointer: '/status' }]);
    expect(parseInvestigationEvent(anEvent({ event_type: 'mitigation_failed' })).ok).toBe(true);
  });
});

describe('the events beside it', () => {
  it('reads a heartbeat of the watcher', () => {
    expect(parseHeartbeat(aHeartbeat().detail).ok).toBe(true);
    expect(parseHeartbeat({ ...aHeartbeat().detail, outcomes: -1 }).ok).toBe(false);
  });

  it('reads a native event, with fields and words that the service may add later', () => {
    expect(parseNativeEvent(aNativeEvent()).ok).toBe(true);
    expect(parseNativeEvent(aNativeEvent({ detail: { data: { status: 'SOMETHING_NEW' } } })).ok).toBe(true);
  });

  it("does not take CloudTrail's record of an API call, which shares the source, for one", () => {
    expect(parseNativeEvent(aNativeEvent({ 'detail-type': 'AWS API Call via CloudTrail' })).ok).toBe(false);
  });
});
