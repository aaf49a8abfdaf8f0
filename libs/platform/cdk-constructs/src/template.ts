import { type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Gives the resource behind a construct this logical id for life, wherever the construct moves in the code.
 * A changed logical id of a table, bus or queue is a deleted one.
 */
export function keepLogicalId(construct: IConstruct, logicalId: string): void {
  (construct.node.defaultChild as CfnResource).overrideLogicalId(logicalId);
}

/** Accepts findings of cdk-nag below this construct, each for a stated reason. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}

/** The path of a construct within its stack as one name, such as UrgentQueueDeadLetters. */
export function nameInStack(construct: IConstruct): string {
  return construct.node.scopes
    .slice(Stack.of(construct).node.scopes.length)
    .map((scope) => scope.node.id)
    .join('');
}
