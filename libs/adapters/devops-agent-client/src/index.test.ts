import * as face from '.';

it('exports these names; taking one away is a decision', () => {
  expect(Object.keys(face)).toEqual([
    'devOpsAgentClient',
    'DevOpsAgentError',
    'agentSpaces',
    'backlogTasks',
    'executions',
    'journalRecords',
    'toInvestigation',
    'toAgentStatus',
    'isFinal',
    'FINAL_STATUSES',
    'readJournal',
    'readOutcomes',
    'investigationRun',
    'readExecutionJournal',
    'parseOutcomeRequest',
    'checkpointKey',
    'investigationPartition',
    'receiptKey',
    'RECEIPT_PREFIX',
  ]);
});
