export { compilePattern, patternFields, patternBranches, type EventMatcher } from './pattern';
export { InvalidPatternError } from './error';
export type { PatternField, PatternBranch } from './compile';
export type { Condition, ConditionParts, Leaf } from './conditions';
