import fc from 'fast-check';
import { anEvent, aNativeEvent } from '@org/event-schema/testing';
import { withNative, withOutcome, type InvestigationState } from './state';

type Step = (before: InvestigationState | undefined) => InvestigationState;

const native =
  (detailType: string, status: string, updated_at: string): Step =>
  (before) =>
    withNative(before, aNativeEvent({ 'detail-type': detailType, detail: { data: { status, updated_at } } }), 'Acme');
const outcome =
  (outcome_version: number, timestamp: string): Step =>
  (before) =>
    withOutcome(before, anEvent({ outcome_version, timestamp, client_name: 'Acme' }));

const started = native('Investigation In Progress', 'IN_PROGRESS', '2026-11-20T10:00:00.500Z');
const completed = native('Investigation Completed', 'COMPLETED', '2026-11-20T10:04:37.412Z');
const reported = outcome(1, '2026-11-20T10:04:30Z');
const reopened = native('Investigation In Progress', 'IN_PROGRESS', '2026-11-20T11:00:00Z');
const completedAgain = native('Investigation Completed', 'COMPLETED', '2026-11-20T11:20:00Z');
const reportedAgain = outcome(2, '2026-11-20T11:19:50Z');
const mitigated = native('Mitigation Completed', 'COMPLETED', '2026-11-20T11:30:00Z');
const reprioritised = native('Investigation Priority Updated', 'COMPLETED', '2026-11-20T12:00:00Z');

function after(...steps: Step[]): InvestigationState | undefined {
  return steps.reduce<InvestigationState | undefined>((state, step) => step(state), undefined);
}

describe('the stage of an investigation', () => {
  it.each([
    ['has just been started', [started], 'open'],
    ['ended, and its report has not come', [started, completed], 'ended'],
    ['ended, and its report came', [started, completed, reported], 'reported'],
    ['was reported before the service said anything', [reported], 'reported'],
    ['was re-opened after its report', [started, completed, reported, reopened], 'open'],
    [
      'ended again, and the second report has not come',
      [started, completed, reported, reopened, completedAgain],
      'ended',
    ],
    ['was reported twice', [started, completed, reported, reopened, completedAgain, reportedAgain], 'reported'],
    ['was given another priority after its report', [completed, reported, reprioritised], 'reported'],
    ['had its mitigation planned after its report', [completed, reported, mitigated], 'reported'],
  ])('when it %s', (_name, steps, stage) => {
    expect(after(...steps)?.stage).toBe(stage);
  });
});

it('does not depend on the order of arrival, nor on duplicates', () => {
  const all = [started, completed, reported, reopened, completedAgain, reportedAgain, mitigated, reprioritised];
  const inOrder = after(...all);
  const anyOrder = fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 });
  fc.assert(fc.property(anyOrder, (steps) => expect(after(...steps)).toEqual(inOrder)));
});

it('compares times with and without fractions of a second as times', () => {
  const early = native('Investigation In Progress', 'IN_PROGRESS', '2026-11-20T10:00:00Z');
  const late = native('Investigation Completed', 'COMPLETED', '2026-11-20T10:00:00.100Z');
  expect(after(late, early)?.stage).toBe('ended');
});
