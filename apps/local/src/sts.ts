import { randomUUID } from 'node:crypto';
import { ServiceError } from './errors';
import type { Roles } from './facts';
import { evaluatePolicy } from './policy';
import type { Caller } from './wire';

/** STS over its query protocol: who am I, and a role of another account when its trust policy admits the caller. */
export function stsApi(form: URLSearchParams, caller: Caller, roles: Roles): string {
  const action = form.get('Action') ?? '';
  if (action === 'GetCallerIdentity') {
    return answer(action, [
      ['Arn', `arn:aws:iam::${caller.account}:root`],
      ['UserId', caller.account],
      ['Account', caller.account],
    ]);
  }
  if (action !== 'AssumeRole') throw new ServiceError('InvalidAction', `The local cloud does not know STS ${action}.`);
  const roleArn = form.get('RoleArn') ?? '';
  const role = roles.find(roleArn);
  const externalId = form.get('ExternalId');
  const isTrusted =
    role &&
    evaluatePolicy(role.trust, {
      account: caller.account,
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: { 'aws:PrincipalAccount': caller.account, 'sts:ExternalId': externalId ?? undefined },
    }) === 'allow';
  if (!isTrusted) {
    throw new ServiceError(
      'AccessDenied',
      `User: arn:aws:iam::${caller.account}:root is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  }
  const [, , , , account = '', resource = ''] = roleArn.split(':');
  const session = form.get('RoleSessionName') ?? 'session';
  const seconds = Number(form.get('DurationSeconds') ?? 3600);
  return answer(action, [
    [
      'Credentials',
      [
        ['AccessKeyId', account],
        ['SecretAccessKey', 'local'],
        ['SessionToken', 'local'],
        ['Expiration', new Date(Date.now() + seconds * 1000).toISOString()],
      ],
    ],
    [
      'AssumedRoleUser',
      [
        ['AssumedRoleId', `AROALOCAL:${session}`],
        ['Arn', `arn:aws:sts::${account}:assumed-role/${resource.split('/').pop()}/${session}`],
      ],
    ],
  ]);
}

/** The query protocol's form of an error. */
export function stsError(error: ServiceError): string {
  return (
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
    `${element(['Error', [['Type', 'Sender'], ['Code', error.code], ['Message', error.message]]])}` +
    `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`
  ); // prettier-ignore
}

type Element = readonly [name: string, content: string | readonly Element[]];

function answer(action: string, result: readonly Element[]): string {
  const body: Element = [`${action}Result`, result];
  const metadata: Element = ['ResponseMetadata', [['RequestId', randomUUID()]]];
  return (
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">` +
    `${element(body)}${element(metadata)}</${action}Response>`
  );
}

function element([name, content]: Element): string {
  const inner = typeof content === 'string' ? escape(content) : content.map(element).join('');
  return `<${name}>${inner}</${name}>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
