export { jiraNotifier } from './notifier';
export type { JiraConfig } from './config';
export { issueForEvent, bodyForEvent, issueForPattern, bodyForPattern, type JiraIssue } from './translate';
export type { AdfDocument } from './document';
