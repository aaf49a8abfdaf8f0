export { redact, MAX_TEXT_LENGTH, type Redacted } from './redact';
export { redactJson, MAX_JSON_DEPTH, MAX_JSON_NODES, type RedactedJson, type JsonFinding } from './redact-json';
export { POLICY_VERSION, type RedactionPolicy, type Pseudonyms } from './policy';
export { RedactionRefused, type RefusalReason } from './refusal';
export { CATEGORIES, PSEUDONYM_CATEGORIES, type AnyCategory, type Category } from './categories';
export { type Finding } from './scan';
export { type OwnRules } from './own-rules';
