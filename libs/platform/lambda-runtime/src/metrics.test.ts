import { metrics } from './metrics';

function collected() {
  const lines: string[] = [];
  return {
    lines,
    one: metrics(
      'Shop',
      { PagesSent: { unit: 'Count' }, InvestigationMinutes: { unit: 'None' }, EventBytes: { unit: 'Bytes' } },
      (line) => lines.push(line),
      () => 1_700_000_000_000,
    ),
  };
}

it('prints one line that CloudWatch reads as metrics, without any dimension', () => {
  const { lines, one } = collected();
  one.add('PagesSent');
  one.flush({ client_account_id: '123456789012' });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      client_account_id: '123456789012',
      PagesSent: 1,
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'PagesSent', Unit: 'Count' }] }],
      },
    },
  ]);
});

it('keeps every value of a metric, so that averages stay true', () => {
  const { lines, one } = collected();
  one.add('InvestigationMinutes', 12);
  one.add('InvestigationMinutes', 30);
  one.flush();
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ InvestigationMinutes: [12, 30] });
});

it('prints nothing when nothing was added, and nothing twice', () => {
  const { lines, one } = collected();
  one.flush();
  one.add('PagesSent');
  one.flush();
  one.flush();
  expect(lines).toHaveLength(1);
});

it('lets no property take the place of a metric', () => {
  const { lines, one } = collected();
  one.add('PagesSent');
  one.flush({ PagesSent: 'many' });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ PagesSent: 1 });
});

it('prints at 100 values, the most that one document may carry', () => {
  const { lines, one } = collected();
  for (let value = 0; value < 150; value++) one.add('EventBytes', value);
  one.flush();
  expect(lines.map((line) => JSON.parse(line).EventBytes.length)).toEqual([100, 50]);
});
