import { anApp } from '@org/cdk-constructs/testing';
import { CentralStack, type CentralStackProps } from '../src/central-stack';

/** One good central stack; change only what your test is about. */
export function aCentralStack(changes: Partial<CentralStackProps> = {}): CentralStack {
  return new CentralStack(anApp('central/router', 'central/pattern-detector'), 'CentralMonitoringStack', {
    busName: 'client-investigations',
    retentionDays: 90,
    senders: { organizationId: 'o-a1b2c3d4e5', externalAccountIds: ['210987654321'] },
    configurationDocument: '{}\n',
    secretNames: ['jira/api-token', 'pagerduty/routing-key'],
    analysis: { adapter: 'none' },
    hearsHealth: false,
    ...changes,
  });
}
