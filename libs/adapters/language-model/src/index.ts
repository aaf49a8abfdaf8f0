export type { LanguageModel, Prompt, AnswerForm, Completion } from './language-model';
export { converseModel, type ConverseConfig } from './converse';
export { agentModel, type AgentConfig } from './agent';
export { estimatedTokens, LanguageModelError } from './language-model';
