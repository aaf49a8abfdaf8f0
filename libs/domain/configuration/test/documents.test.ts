import * as fc from 'fast-check';
import { SEVERITIES, type Severity } from '@org/event-schema';
import {
  MAX_CLIENT_DOCUMENT_BYTES,
  centralDocument,
  clientDocument,
  clientStackParameters,
  parseCentralDocument,
  parseClientDocument,
  severityMapping,
} from '../src/index';
import { ACME, CENTRAL, good } from './files';

const TWO_REGIONS = `client_name: Globex
client_account_id: "210987654321"
environment: production
membership: external
devops_agent:
  agent_spaces:
    - { agent_space_id: space-eu-1, region: eu-west-1 }
    - { agent_space_id: space-us-1, region: us-east-1 }
    - { agent_space_id: space-eu-2, region: eu-west-1 }
severity_mapping: { HIGH: CRITICAL }
privacy: { affected_resources: counts }
links: { affected_application: https://status.globex.example/, log_group: /ecs/globex }
tags: { on_call_team: emea }
`;
const configuration = good(CENTRAL, ACME, TWO_REGIONS);

describe('the central document', () => {
  it('carries the whole configuration to the central functions and back', () => {
    expect(parseCentralDocument(centralDocument(configuration))).toEqual(configuration);
  });

  it('is the same text for the same configuration, so that nothing is deployed in vain', () => {
    const again = good(CENTRAL, ACME, TWO_REGIONS);
    expect(centralDocument(again)).toBe(centralDocument(configuration));
  });

  it('may name an address of this machine, where the local cloud stands in for the vendors', () => {
    const text = centralDocument(configuration).replaceAll('https://events.pagerduty.com', 'http://127.0.0.1:4566');
    expect(parseCentralDocument(text).central.integrations.pagerduty?.events_url).toBe(
      'http://127.0.0.1:4566/v2/enqueue',
    );
  });

  it.each([
    ['no JSON', '{', 'configuration.json is no JSON (1 characters). Deploy the central stack again.'],
    [
      'another document',
      '{"document_version":2}',
      /^configuration\.json does not fit:\n.*\nDeploy the central stack again\.$/s,
    ],
  ])('is refused with an error that says what to do: %s', (_, text, message) => {
    expect(() => parseCentralDocument(text)).toThrow(message);
  });
});

describe('the client document', () => {
  it('says what the functions of one account in one Region need to know, and no more', () => {
    expect(clientDocument(configuration, '210987654321', 'eu-west-1')).toEqual({
      client_account_id: '210987654321',
      client_name: 'Globex',
      environment: 'production',
      region: 'eu-west-1',
      agent_space_ids: ['space-eu-1', 'space-eu-2'],
      severity_mapping: { CRITICAL: 'CRITICAL', HIGH: 'CRITICAL', MEDIUM: 'MEDIUM', LOW: 'LOW', MINIMAL: 'MINIMAL' },
      privacy: { affected_resources: 'counts' },
      tags: { environment: 'production', on_call_team: 'emea' },
      keep_account_ids: ['210987654321'],
      affected_application_url: 'https://status.globex.example/',
      log_group: '/ecs/globex',
    });
  });

  it('does not exist for a stranger, nor for a Region without an agent space', () => {
    expect(clientDocument(configuration, '000000000000', 'us-east-1')).toBeUndefined();
    expect(clientDocument(configuration, '123456789012', 'eu-west-1')).toBeUndefined();
    expect(clientStackParameters(configuration, '123456789012', 'eu-west-1', 'arn')).toBeUndefined();
  });

  it('reads back what it was, whatever the tags', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,12}$/), fc.string({ maxLength: 30 }), { maxKeys: 10 }),
        (tags) => {
          const [acme, globex] = configuration.clients;
          if (!acme || !globex) throw new Error('two clients');
          const document = clientDocument(
            { ...configuration, clients: [{ ...acme, tags }] },
            '123456789012',
            'us-east-1',
          );
          expect(parseClientDocument(JSON.stringify(document))).toEqual(document);
        },
      ),
    );
  });

  it('fits into a stack parameter and an environment together with its neighbours', () => {
    for (const { client_account_id } of configuration.clients) {
      const { ClientConfiguration } = clientStackParameters(configuration, client_account_id, 'us-east-1', 'arn') ?? {};
      expect(Buffer.byteLength(ClientConfiguration ?? '')).toBeLessThanOrEqual(MAX_CLIENT_DOCUMENT_BYTES);
    }
  });

  it('is refused with an error that says what to do', () => {
    expect(() => parseClientDocument('{}')).toThrow(
      /^CLIENT_CONFIGURATION does not fit:\n\/client_account_id: expected a value, found nothing/,
    );
  });

  it('makes the parameters of the one client template', () => {
    const bus = 'arn:aws:events:us-east-1:999999999999:event-bus/client-investigations';
    expect(clientStackParameters(configuration, '123456789012', 'us-east-1', bus)).toEqual({
      CentralEventBusArn: bus,
      ClientConfiguration: JSON.stringify(clientDocument(configuration, '123456789012', 'us-east-1')),
      WatcherScheduleExpression: 'rate(5 minutes)',
      WatcherTimeoutSeconds: '60',
    });
  });
});

describe('the severity mapping', () => {
  it('is whole: what the file does not list stays as it is', () => {
    const severities = Object.keys(SEVERITIES) as Severity[];
    const mapping = fc.dictionary(fc.constantFrom(...severities), fc.constantFrom(...severities));
    const [acme] = configuration.clients;
    fc.assert(
      fc.property(mapping, (severity_mapping) => {
        if (!acme) throw new Error('a client');
        const whole = severityMapping({ ...acme, severity_mapping });
        expect(Object.keys(whole)).toEqual(severities);
        for (const one of severities) expect(whole[one]).toBe(severity_mapping[one] ?? one);
      }),
    );
  });
});
