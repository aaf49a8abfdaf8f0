export type { LanguageModel, Prompt, Completion } from './language-model';
export { converseModel, type ConverseConfig } from './converse';
export { agentModel, type AgentConfig } from './agent';
export { LanguageModelError } from './language-model';
