import { secretReader, type SecretSource } from './secrets';

function aSource(answer: () => Promise<{ SecretString?: string }>) {
  const asked: unknown[] = [];
  const source: SecretSource = {
    send: (command) => {
      asked.push(command.input.SecretId);
      return answer();
    },
  };
  return { asked, source };
}

it('asks once in five minutes, however many ask', async () => {
  let now = 0;
  const { asked, source } = aSource(async () => ({ SecretString: 'first' }));
  const read = secretReader(source, () => now);
  expect(await Promise.all([read('pagerduty/key'), read('pagerduty/key')])).toEqual(['first', 'first']);
  now = 5 * 60_000 - 1;
  await read('pagerduty/key');
  expect(asked).toEqual(['pagerduty/key']);
  now = 5 * 60_000;
  await read('pagerduty/key');
  expect(asked).toHaveLength(2);
});

it('does not keep a failure, and names the secret', async () => {
  let works = false;
  const { source } = aSource(async () => {
    if (!works) throw Object.assign(new Error('token abc is invalid'), { name: 'AccessDeniedException' });
    return { SecretString: 'value' };
  });
  const read = secretReader(source);
  await expect(read('jira/token')).rejects.toThrow(
    'The secret "jira/token" could not be read from Secrets Manager (AccessDeniedException).',
  );
  works = true;
  expect(await read('jira/token')).toBe('value');
});

it('refuses a secret that holds no text', async () => {
  const { source } = aSource(async () => ({}));
  await expect(secretReader(source)('jira/token')).rejects.toThrow('The secret "jira/token" holds no text.');
});
