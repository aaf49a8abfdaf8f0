import type { Transport } from '../call';

/** One Jira Cloud project. Secrets are read when they are needed, never kept. */
export interface JiraConfig {
  /** Names the destination in errors; the project's key if left out. */
  readonly name?: string;
  /** The site, such as https://acme.atlassian.net. */
  readonly baseUrl: string;
  /** The account that the token belongs to. */
  readonly email: () => Promise<string>;
  readonly token: () => Promise<string>;
  readonly projectKey: string;
  /** The issue type's name, such as Task; the project must have it. */
  readonly issueType: string;
  readonly timeoutMs?: number;
  /** For tests; `fetch` otherwise. */
  readonly transport?: Transport;
}
