import { ROOT_CAUSE_CATEGORIES } from '@org/event-schema';
import fc from 'fast-check';
import { classify, EVIDENCE } from './classify';

describe('the category of a cause', () => {
  it.each([
    ['resource_exhaustion', 'Database connection limit reached: every worker holds idle Postgres sessions'],
    ['resource_exhaustion', 'The container was OOMKilled after its memory limit was lowered'],
    ['quota_exceeded', 'A recursive function used up all concurrent executions; others get TooManyRequestsException'],
    ['capacity_shortage', 'Pods are unschedulable: InsufficientInstanceCapacity in the node group'],
    ['deployment_failure', 'New tasks fail with CannotPullContainerError because the image tag was deleted'],
    ['configuration_error', 'A parameter group change lowered max_connections'],
    ['code_defect', 'The release introduced an unhandled exception: a null dereference when the header is absent'],
    ['dependency_failure', 'The partner API stopped answering and circuit breakers opened'],
    ['network_failure', 'The route table of the private subnet lost its default route'],
    ['dns_failure', 'The CNAME points at a retired target, so the name resolution fails'],
    ['certificate_expiry', 'The certificate for the API passed its notAfter date without renewal'],
    ['authentication_failure', 'Tokens are refused since the provider published a new key set with an unknown kid'],
    ['permission_denied', 'A service control policy now denies s3:GetObject: AccessDenied'],
    ['database_contention', 'A long running transaction held row locks until the lock wait timed out'],
    ['data_error', 'A poison message fails schema validation in every consumer'],
    ['traffic_surge', 'A flash sale doubled traffic within a minute'],
    ['hardware_failure', 'A power event took down hosts in one zone; system status check failed'],
    ['provider_incident', 'AWS Health reports an operational issue with the service'],
    ['security_event', 'Credential stuffing attack against the login endpoint'],
    ['unknown', 'Something is odd here'],
    ['unknown', ''],
  ])('is %s for %j', (category, cause) => {
    expect(classify(cause, cause).category).toBe(category);
  });

  it('is told by the cause, although the report is full of the symptoms’ words', () => {
    const report =
      'HTTP 503 timeouts. Upstream provider is slow. Circuit breaker. The deployment was fine. CPU and memory normal.';
    expect(classify('The certificate expired', `${report} The certificate expired`).category).toBe(
      'certificate_expiry',
    );
  });

  it('does not change with how often the report repeats itself', () => {
    const cause = 'The certificate expired';
    expect(classify(cause, `${cause} ${'throttling '.repeat(500)}`).category).toBe('certificate_expiry');
  });
});

it('gives its evidence in words of ours, never of the report’s', () => {
  const ours = new Set(
    Object.values(EVIDENCE)
      .flatMap((weights) => Object.values(weights).flat())
      .map(normal),
  );
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...ours), fc.string(), (before, phrase, after) => {
      const { category, evidence } = classify(`${before} ${phrase} ${after}`, '');
      expect(Object.keys(ROOT_CAUSE_CATEGORIES)).toContain(category);
      for (const word of evidence) expect(ours).toContain(word);
    }),
  );
});

it('knows every category of the schema, and lists no phrase twice', () => {
  expect([...Object.keys(EVIDENCE), 'unknown'].sort()).toEqual(Object.keys(ROOT_CAUSE_CATEGORIES).sort());
  const phrases = Object.values(EVIDENCE)
    .flatMap((weights) => Object.values(weights).flat())
    .map(normal);
  expect(phrases.filter((phrase, index) => phrases.indexOf(phrase) !== index)).toEqual([]);
});

function normal(phrase: string): string {
  return phrase.toLowerCase().replaceAll('-', ' ');
}
