import { LocalCloudError } from './errors';

/** A resource policy: who may do what to this bus, queue, function or role. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface AccessRequest {
  readonly account?: string;
  /** The AWS service that asks, for example `events.amazonaws.com`. */
  readonly service?: string;
  readonly action: string;
  readonly resource: string;
  /** Context keys; a list is a multi-valued key. A key that is left out is absent from the request. */
  readonly context: Readonly<Record<string, string | readonly string[] | undefined>>;
}

type Comparison = (actual: string, expected: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
};

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/**
 * What resource policies say to a request, by the rules of the IAM user guide ("Policy evaluation logic"): a matching
 * Deny wins, else a matching Allow, else `none` (the caller's own account would then have to allow it). A single-valued
 * operator never matches a multi-valued key such as `events:source`: it needs ForAllValues or ForAnyValue.
 */
export function evaluatePolicy(
  statements: readonly PolicyStatement[],
  request: AccessRequest,
): 'allow' | 'deny' | 'none' {
  const matching = statements.filter((statement) => matches(statement, request));
  if (matching.some((statement) => statement.Effect === 'Deny')) return 'deny';
  return matching.length > 0 ? 'allow' : 'none';
}

/** Refuses, before anything runs, a condition operator that {@link evaluatePolicy} could not judge. */
export function checkPolicy(statements: readonly PolicyStatement[], where: string): void {
  for (const statement of statements) {
    for (const operator of Object.keys(statement.Condition ?? {})) {
      const { name } = parseOperator(operator);
      if (name === 'Null' || name in COMPARISONS || name in NEGATIONS) continue;
      throw new LocalCloudError(
        where,
        `the local cloud does not know the condition operator ${operator}`,
        'use another operator, or teach it to apps/local/src/policy.ts',
      );
    }
  }
}

function matches(statement: PolicyStatement, request: AccessRequest): boolean {
  return (
    principalMatches(statement.Principal, request) &&
    list(statement.Action).some((pattern) => like(request.action.toLowerCase(), pattern.toLowerCase())) &&
    (statement.Resource === undefined || list(statement.Resource).some((pattern) => like(request.resource, pattern))) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) =>
        conditionHolds(operator, request.context[key], list(expected).map(String)),
      ),
    )
  );
}

function principalMatches(principal: PolicyStatement['Principal'], request: AccessRequest): boolean {
  if (principal === '*') return true;
  return Object.entries(principal).some(([kind, values]) =>
    list(values).some((value) => {
      if (value === '*') return true;
      if (kind === 'Service') return value === request.service;
      // Callers are known by account only, so a role's ARN admits its whole account.
      return kind === 'AWS' && request.account !== undefined && accountOf(value) === request.account;
    }),
  );
}

function accountOf(principal: string): string {
  return principal.startsWith('arn:') ? (principal.split(':')[4] ?? '') : principal;
}

function conditionHolds(
  operator: string,
  actual: string | readonly string[] | undefined,
  expected: readonly string[],
): boolean {
  const { name, set, ifExists } = parseOperator(operator);
  const present = actual !== undefined && actual.length > 0;
  if (name === 'Null') return expected.includes(String(!present));
  if (!present && ifExists) return true;
  const positive = COMPARISONS[NEGATIONS[name] ?? name];
  if (!positive) return false;
  const negated = name in NEGATIONS;
  const holds = (value: string) => expected.some((wanted) => positive(value, wanted)) !== negated;
  if (set === 'ForAllValues') return list(actual ?? []).every(holds);
  if (set === 'ForAnyValue') return list(actual ?? []).some(holds);
  if (!present) return negated;
  return typeof actual === 'string' && holds(actual);
}

function parseOperator(operator: string): { name: string; set: string | undefined; ifExists: boolean } {
  const [first = '', second] = operator.split(':');
  const name = second ?? first;
  return {
    name: name.replace(/IfExists$/, ''),
    set: second === undefined ? undefined : first,
    ifExists: name.endsWith('IfExists'),
  };
}

function like(actual: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`, 's').test(actual);
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
