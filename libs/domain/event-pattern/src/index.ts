export { compilePattern, patternFields, type EventMatcher } from './pattern';
export { InvalidPatternError } from './error';
export type { PatternField } from './compile';
