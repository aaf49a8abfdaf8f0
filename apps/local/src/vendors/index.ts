export { pagerDutyStandIn, type PagerDutyStandIn, type PagerDutyOptions, type Page } from './pagerduty';
export { jiraStandIn, type JiraStandIn, type JiraOptions, type Ticket } from './jira';
export { bedrockStandIn, type BedrockStandIn, type BedrockOptions, type ModelCall } from './bedrock';
export { chatsStandIn, type ChatsStandIn, type ChatsOptions, type ChatMessage } from './chats';
export type { Faults, RequestHandler } from './stand-in';
