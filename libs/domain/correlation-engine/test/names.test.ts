import { surprise } from '../src/burst';
import { namedThings } from '../src/names';

describe('a thing that a brief names', () => {
  it.each([
    ['cdc-relay@1.17.4 leaks sessions', 'cdc-relay 1.17.4'],
    ['Version 6.2.1 of nimbus-rpc floods the resolver', 'nimbus-rpc 6.2.1'],
    ['sessionkit v3.24 throws', 'sessionkit 3.24'],
    ['the profiler version 2.3.4 of acme-tracer spins', 'acme-tracer 2.3.4'],
    ['traffic to https://api.shopfabric.co.uk/v1 fails', 'api.shopfabric.co.uk'],
    ['hosts placed in apse2-az1 went offline', 'apse2-az1'],
  ])('is certain in: %s', (brief, said) => {
    expect(namedThings(brief).filter(({ certain }) => certain)).toEqual([expect.objectContaining({ said })]);
  });

  it.each([
    ['a target rule pushed by PayRail flipped a flag', 'payrail', true],
    ['calls to Ledgerly exceed the quota', 'ledgerly', false],
    ['events from fluxlog-forwarder lack a field', 'fluxlog-forwarder', false],
  ])('is possible in: %s', (brief, name, likely) => {
    expect(namedThings(brief)).toContainEqual(expect.objectContaining({ name, certain: false, likely }));
  });

  it.each([
    ['a measure', 'latency rose to 4.2 seconds, 99.5% of calls'],
    ['a redacted word', 'host [private_host] at [ipv4] failed'],
    ['a Region, which is no thing of its own', 'elevated errors in eu-west-1'],
    ['a zone letter, which differs from account to account', 'instances in eu-west-1a stopped'],
    ['an AWS host', 'calls to sqs.us-east-1.amazonaws.com time out'],
    ['a file', 'handler.ts throws'],
    ['a protocol', 'clients require TLS 1.3.0'],
    ['a version of nothing', 'rolling back from 3.9.2 to 3.9.1 helped, since release 2026.11.4 and 2.0.1 did not'],
    ['an exception', 'the pod logs NullPointerException'],
    ['an action of AWS', 'errors of AssumeRoleWithWebIdentity and of PutObject'],
    ['a metric', 'the alarm on BurstBalance and DatabaseConnections'],
    ['a metric of something counted', 'after NumberOfMessagesReceived and WriteThrottleEvents rose, Evictions too'],
  ])('is not certain in %s', (_, brief) => {
    expect(namedThings(brief).filter(({ certain, likely }) => certain || likely)).toEqual([]);
  });

  it("is told apart when only this client has it, and left out when it is the client's own word in passing", () => {
    const speaker = { client_name: 'Tundra Health', own: ['order-sync'], isRare: () => false };
    expect(namedThings('order-sync stopped', speaker)).toEqual([]);
    for (const brief of ['order-sync 1.2.3 crashed', 'tundra-search leaks', 'ledger.tundra.corp.example is down']) {
      expect(namedThings(brief, speaker)).toEqual([expect.objectContaining({ own: true })]);
    }
    expect(namedThings('cdc-relay 1.2.3 crashed', speaker)).toEqual([expect.not.objectContaining({ own: true })]);
  });

  it('is bounded, however long and strange the text', () => {
    expect(namedThings('a-b '.repeat(100_000)).length).toBeLessThanOrEqual(8);
  });
});

describe('surprise', () => {
  it.each([
    [1, 0.5, 0],
    [2, 0.5, 0.405], // 1 - e^-0.5 = 0.3935
    [3, 0.0125, 4.111], // 1 - e^-x (1 + x) = 7.75e-5
    [5, 2, 0.845], // 1 - e^-2 (1 + 2 + 2 + 4/3) = 0.1429
  ])('of %d clients where %d are usual is %d powers of ten', (clients, expected, powers) => {
    expect(surprise(clients, expected)).toBeCloseTo(powers, 2);
  });

  it('is less when the usual rate is only guessed', () => {
    expect(surprise(5, 0.1, 2)).toBeLessThan(surprise(5, 0.1));
    expect(surprise(5, 0.1, 1e6)).toBeCloseTo(surprise(5, 0.1), 3);
  });

  it('grows with the clients and shrinks with what is usual', () => {
    for (let clients = 2; clients < 200; clients++) {
      expect(surprise(clients + 1, 1)).toBeGreaterThan(surprise(clients, 1));
      expect(surprise(clients, 0.5)).toBeGreaterThan(surprise(clients, 1));
      expect(Number.isFinite(surprise(clients, 1e-6))).toBe(true);
    }
  });
});
