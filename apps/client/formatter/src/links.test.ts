import { linksFor } from './links';

const facts = {
  investigationId: 'task-1',
  region: 'eu-west-1',
  startedAt: new Date('2026-11-20T10:00:00Z'),
  reachedAt: new Date('2026-11-20T10:05:00Z'),
};

it('leads to the investigation in the client’s own web app', () => {
  const operatorAppUrl = 'https://space-1.aidevops.global.app.aws/';
  expect(linksFor({ ...facts, operatorAppUrl })).toEqual({
    devops_agent_investigation: 'https://space-1.aidevops.global.app.aws/investigation/task-1',
  });
});

it('leads to the logs around the investigation, in the console’s own form', () => {
  expect(linksFor({ ...facts, logGroup: '/aws/lambda/checkout' }).cloudwatch_logs).toBe(
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/' +
      '$252Faws$252Flambda$252Fcheckout/log-events$3Fstart$3D1795165200000$26end$3D1795169100000',
  );
});

it('leads to the application that the configuration names', () => {
  const affectedApplicationUrl = 'https://shop.example.com/status';
  expect(linksFor({ ...facts, affectedApplicationUrl })).toEqual({ affected_application: affectedApplicationUrl });
});

it.each([
  'http://space-1.aidevops.global.app.aws',
  'javascript:alert(1)',
  'https://user:secret@example.com',
  'no url',
  undefined,
])('leads nowhere when the web app’s address is %s', (operatorAppUrl) => {
  expect(linksFor({ ...facts, ...(operatorAppUrl !== undefined && { operatorAppUrl }) })).toEqual({});
});
