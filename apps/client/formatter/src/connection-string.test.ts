import { redact } from '@org/redactor';
import { withoutConnectionStrings } from './connection-string';

const crossing = (text: string) => withoutConnectionStrings(redact(text, { profile: 'summary' }).text);

it.each([
  ['postgres://app_user:kX9vQ2mLr8Tz@orders-db.internal:5432/orders', '[connection_string]'],
  ['Held by (mysql://root:kX9vQ2mLr8Tz@db-7.internal/shop), again', 'Held by ([connection_string]), again'],
  ['"amqp://svc:kX9vQ2mLr8Tz@mq.internal" is down', '"[connection_string]" is down'],
])('lets nothing of a connection string cross: %s', (text, expected) => {
  expect(crossing(text)).toBe(expected);
});

it.each(['See https://docs.aws.amazon.com/rds for limits', 'The pool is exhausted'])('leaves %s', (text) => {
  expect(crossing(text)).toBe(text);
});

it('changes nothing more when it is done twice', () => {
  const once = crossing('a postgres://u:kX9vQ2mLr8Tz@db.internal/x b');
  expect(crossing(once)).toBe(once);
});
