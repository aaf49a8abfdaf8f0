import { CHANNELS, channelOf, kindOf } from './channels';

it('says what a destination does to people', () => {
  expect(kindOf('pagerduty:payments')).toBe('page');
  expect(kindOf('jira:OPS')).toBe('ticket');
  expect(kindOf('slack:seniors')).toBe('message');
});

it('knows no other channels, whatever a name is made of', () => {
  expect(['mail:ops', 'toString:x', 'pagerduty', ''].map(channelOf)).toEqual([
    undefined,
    undefined,
    'pagerduty',
    undefined,
  ]);
});

it('has one channel that wakes somebody', () => {
  expect(Object.entries(CHANNELS).filter(([, kind]) => kind === 'page')).toEqual([['pagerduty', 'page']]);
});
