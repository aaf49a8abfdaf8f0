import { createHash } from 'node:crypto';
import { ServiceError } from './errors';
import type { JsonService } from './wire';

/** Account → name of the secret → its value. Read at each call, so that a value may change while the cloud runs. */
export type SecretValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Secrets Manager over AWS JSON 1.1: GetSecretValue. */
export function secretsApi(secrets: SecretValues): JsonService {
  return (operation, input, { account, region }) => {
    if (operation !== 'GetSecretValue') {
      throw new ServiceError(
        'UnknownOperationException',
        `The local cloud does not know Secrets Manager ${operation}.`,
      );
    }
    const reference = String(input['SecretId']);
    // An ARN ends with the name, a hyphen and six characters.
    const name = reference.startsWith('arn:')
      ? reference
          .split(':')
          .slice(6)
          .join(':')
          .replace(/-.{6}$/, '')
      : reference;
    const value = secrets[account]?.[name];
    if (value === undefined) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    const hash = createHash('sha256').update(`${account}/${name}/${value}`).digest('hex');
    return {
      ARN: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${createHash('md5').update(name).digest('hex').slice(0, 6)}`,
      Name: name,
      VersionId: `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
      SecretString: value,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: 1_700_000_000,
    };
  };
}
