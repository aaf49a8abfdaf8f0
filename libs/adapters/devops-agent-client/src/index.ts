export {
  devOpsAgentClient,
  type DevOpsAgent,
  type ListBacklogTasksInput,
  type ListExecutionsInput,
  type ListJournalRecordsInput,
} from './client';
export { type CallerOptions, type Patience } from './call';
export { DevOpsAgentError } from './errors';
export { agentSpaces, backlogTasks, executions, journalRecords } from './paging';
export type { AgentSpace, Task, Execution, JournalRecord, OperatorApp } from './wire';
export {
  toInvestigation,
  toAgentStatus,
  isFinal,
  FINAL_STATUSES,
  type Investigation,
  type AgentStatus,
  type FinalStatus,
} from './investigation';
export { readJournal, type JournalReading, type Report, type ReportStructure, type Finding } from './report';
export { readOutcomes, investigationRun, readExecutionJournal, type Outcome, type OutcomeKind } from './outcomes';
export { parseOutcomeRequest, checkpointKey, investigationPartition, type OutcomeRequest } from './outcome-request';
export { receiptKey, RECEIPT_PREFIX, type CrossingReceipt } from './crossing-receipt';
