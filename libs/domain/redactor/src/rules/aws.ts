import {
  ALNUM,
  BASE64,
  DASH,
  DIGIT,
  EQUALS,
  PERCENT,
  SLASH_PLUS,
  UPPER,
  isAt,
  isLeftEdge,
  isRightEdge,
  runEnd,
  runStart,
  wordsBefore,
} from '../characters';
import { isFiller, type Proofs, type RedactionRule, type Span } from '../rule';
import { joined } from '../token';

const SECRET_LENGTH = 40;
/** How far behind an access key id its secret may stand. */
const PAIR_REACH = 64;

/** A run of exactly 40 base64 characters: the secret access key has no prefix, only company. */
function secretBehind(text: string, from: number): Span | undefined {
  const limit = Math.min(text.length, from + PAIR_REACH);
  for (let index = from; index < limit; index++) {
    if (!isAt(text, index, ALNUM | SLASH_PLUS)) continue;
    // A separator such as " / " is made of the same characters.
    if (isAt(text, index, SLASH_PLUS) && !isAt(text, index + 1, ALNUM | SLASH_PLUS)) continue;
    const end = runEnd(text, index, ALNUM | SLASH_PLUS, SECRET_LENGTH + 1);
    if (end - index === SECRET_LENGTH && !isAt(text, end, EQUALS)) {
      const body = text.slice(index, end);
      if (/\d/.test(body) && /[a-z]/.test(body) && /[A-Z]/.test(body) && !isFiller(body)) {
        return { start: index, end, category: 'aws_secret_access_key' };
      }
    }
    index = end;
  }
  return undefined;
}

// AWS IAM User Guide, "IAM identifiers", unique identifiers: AKIA is long-lived, ASIA temporary, ABIA and ACCA of services.
const accessKeyId: RedactionRule = {
  id: 'aws-access-key-id',
  category: 'aws_access_key_id',
  on: { literals: ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3T'] },
  find: (text, at, after) => {
    const glued = !isLeftEdge(text, at);
    if (glued && isAt(text, at - 1, UPPER)) return undefined;
    let end = runEnd(text, at, UPPER | DIGIT, 21);
    let id = text.slice(at, end);
    if (id.length < 20 && after - at === 4) {
      const { body, end: last } = joined(text, after, end, UPPER | DIGIT, 16);
      id = `AKIA${body}`;
      end = last;
    }
    if (id.length !== 20 || isAt(text, end, ALNUM) || isFiller(id.slice(4)) || (glued && !/\d/.test(id)))
      return undefined;
    const secret = secretBehind(text, end);
    return secret ? [{ start: at, end }, secret] : { start: at, end };
  },
};

// Same page: the prefixes of everything that is no access key. 16 to 17 characters follow.
const principalId: RedactionRule = {
  id: 'aws-principal-id',
  category: 'aws_principal_id',
  on: { literals: ['AROA', 'AIDA', 'AGPA', 'AIPA', 'ANPA', 'ANVA', 'APKA', 'ASCA'] },
  find: (text, at) => {
    if (!isLeftEdge(text, at)) return undefined;
    const end = runEnd(text, at, UPPER | DIGIT, 26);
    if (end - at < 20 || end - at > 24 || isAt(text, end, ALNUM)) return undefined;
    const body = text.slice(at + 4, end);
    return isFiller(body) || (!/\d/.test(body) && end - at !== 21) ? undefined : { start: at, end };
  },
};

// Session tokens are base64 of a binary header that begins with one of these, by the age of the token service.
const sessionToken: RedactionRule = {
  id: 'aws-session-token',
  category: 'aws_session_token',
  on: { literals: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz', 'AQoDYXdz', 'AQoEXAMPLE', 'FQoDYXdz'] },
  find: (text, at, after) => {
    if (!isLeftEdge(text, at)) return undefined;
    const end = runEnd(text, after, BASE64 | PERCENT, 4096);
    return end - after >= 40 ? { start: at, end } : undefined;
  },
};

const REGION = /^-(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-[a-z]+)+-\d/;
const NOT_AN_ACCOUNT = new Set(
  'order orders sequence seq offset ticket invoice epoch timestamp shard job batch build customer tracking shipment request transaction row id count size bytes'.split(
    ' ',
  ),
);

// Amazon Resource Names, AWS General Reference: arn:partition:service:region:account-id:resource.
const arnAccount: RedactionRule = {
  id: 'aws-arn-account',
  category: 'aws_account_id',
  on: { literals: ['arn:aws', 'arn%3Aaws'] },
  find: (text, at, after) => {
    // Partitions: aws, aws-cn, aws-us-gov, aws-iso, aws-iso-b, aws-eusc…
    const arn = /(?:-[a-z-]{1,12})?(?::|%3A)[a-z0-9-]{1,40}(?::|%3A)[a-z0-9-]{0,24}(?::|%3A)\d{12}(?!\d)/iy;
    arn.lastIndex = after;
    if (!arn.test(text)) return undefined;
    return { start: arn.lastIndex - 12, end: arn.lastIndex };
  },
};

/** Resources are often named for their account, because names of buckets are shared by all accounts. */
const NAMED_FOR_ACCOUNT =
  /(?:^|[-_])(?:bucket|buckets|logs?|artifacts?|assets?|backups?|terraform|tfstate|state|cdk|cdktoolkit|cloudtrail|config|s3|data|lake|uploads?|exports?|archive|athena|glue|sagemaker|codepipeline|elasticbeanstalk|account|aws|cf|cfn|templates?|stack|results|flowlogs|elb|alb)(?:[-_]|$)/i;

/** `bucket-739215846031-logs`: the rest of the name, before and behind, says that it is of a resource in an account. */
function isBucketName(text: string, at: number, after: number): boolean {
  const start = text[at - 1] === '-' ? runStart(text, at - 1, ALNUM | DASH, 0, 40) : at;
  const end = text[after] === '-' ? runEnd(text, after + 1, ALNUM | DASH, 40) : after;
  // No hash, no date and no telephone number: words only, beside the twelve digits.
  const name = `${text.slice(start, Math.max(start, at - 1))}-${text.slice(Math.min(after + 1, end), end)}`;
  const counted = name.split(/[-_]/).some((word) => NOT_AN_ACCOUNT.has(word.toLowerCase()));
  return NAMED_FOR_ACCOUNT.test(name) && !counted && !/\d{4}/.test(name);
}

/** `202607121405`: a minute of this century, in the digits of an account. */
const MINUTE = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/;

/** What stands directly before an account id in paths, and behind it in ARNs without their beginning, hosts and flow logs. */
const ACCOUNT_BEFORE =
  /(?:\.amazonaws\.com(?:\.cn)?\/|AWSLogs\/(?:o-\w{4,32}\/)?|\/org\/|registry-?ids?["' =:[]{1,5}|\b(?:prod|production|staging|dev|test|sandbox|audit|security|shared|payer) \(|\bshared (?:with|from) )$/i;
const ACCOUNT_BEHIND =
  /^(?:\.dkr\.ecr|\.signin\.aws|\.(?:[a-z0-9-]+\.)?redshift-serverless|:(?:role|user|root|assumed-role|function)\b| eni-|_CloudTrail_| (?:account|assumed)\b| \((?:(?:[\w-]{1,16} )?account|prod(?:uction)?|staging|dev|test|sandbox)\))/;
/** A word before that says "of an account": `recipientAccountId`, `owner-id`, `GetCallerIdentity`. */
const ACCOUNT_WORD =
  /^(?:arn|aws\w{0,20}|acct|\w{0,20}accounts?(?:id|ids|no|number)?|\w{0,8}owne(?:d|rs?|rid)|requester(?:id)?|\w{0,6}calleridentity|iam|sts|ecr|sso|cloudtrail|guardduty|principals?|payer|peering|assumerole|administrator|konto|compte|cuenta)$/;

const accountId: RedactionRule = {
  id: 'aws-account-id',
  category: 'aws_account_id',
  on: { begin: 'number', digits: [12, 12] },
  find: (text, at, after) => {
    if (after - at !== 12 || (!isRightEdge(text, after) && text[after] !== '_')) return undefined;
    const found = { start: at, end: after };
    const before = text.slice(Math.max(0, at - 40), at);
    if (ACCOUNT_BEHIND.test(text.slice(after, after + 60)) || ACCOUNT_BEFORE.test(before)) return found;
    const minute = MINUTE.test(text.slice(at, after));
    if (before.endsWith('-') && !minute && REGION.test(text.slice(after, after + 24))) return found;
    if (/s3:\/\/(?:[\w.-]*-)?$|s3:::(?:[\w.-]*-)?$/.test(before)) return found;
    if (!minute && (before.endsWith('-') || text[after] === '-') && isBucketName(text, at, after)) return found;
    if (text[at - 1] === '.' || text[at - 1] === '-' || (text[after] === '.' && isAt(text, after + 1, DIGIT)))
      return undefined;
    const words = wordsBefore(text, at, 80);
    if (
      NOT_AN_ACCOUNT.has(words.at(-1) ?? '') &&
      words.at(-2) !== 'account' &&
      !/(?:accounts?|acct|owner|requester)[_-]?\W?i?d?s?\W*$/i.test(before)
    )
      return undefined;
    return words.some((word) => ACCOUNT_WORD.test(word) && (!minute || word.includes('account'))) ? found : undefined;
  },
};

// The console writes account ids in three groups of four.
const groupedAccountId: RedactionRule = {
  id: 'aws-account-id-grouped',
  category: 'aws_account_id',
  on: { begin: 'number', digits: [4, 4], next: '- ', then: DIGIT },
  find: (text, at, after) => {
    const separator = text[after]!;
    if (after - at !== 4 || text[after + 5] !== separator) return undefined;
    const shape = separator === '-' ? /\d{4}-\d{4}-\d{4}(?![\w-])/y : /\d{4} \d{4} \d{4}(?! ?\d|\w)/y;
    shape.lastIndex = at;
    if (!shape.test(text)) return undefined;
    const words = wordsBefore(text, at, separator === '-' ? 40 : 16);
    return words.some((word) => /^accounts?$/.test(word)) ? { start: at, end: at + 14 } : undefined;
  },
};

export const awsRules: readonly RedactionRule[] = [
  accessKeyId,
  principalId,
  sessionToken,
  arnAccount,
  accountId,
  groupedAccountId,
];

export const proofs: Proofs = {
  'aws-access-key-id': {
    finds: [
      'key=«AKIAQ3XH7JZ5N2VW4BKM»',
      '«ASIAQ3XH7JZ5N2VW4BKM» has expired',
      '{"a":"x\\n«AKIAQ3XH7JZ5N2VW4BKM»"}',
      'Credential=«AKIAQ3XH7JZ5N2VW4BKM»%2F20260812',
    ],
    leaves: ['AKIA', 'TAKIAQ3XH7JZ5N2VW4BKM', 'AKIAIOSFODNN7EXAMPLE', 'AKIAQ3XH7JZ5N2VW4BKMX'],
  },
  'aws-principal-id': {
    finds: ['"principalId":"«AROAWWXMNHTM5AZ6JZMFX»:ci"'],
    leaves: ['AROADLAND was fast', 'AROADBPEXAMPLE123456'],
  },
  'aws-session-token': {
    finds: ['AWS_SESSION_TOKEN is «IQoJb3JpZ2luX2VjtMUQo9pLfg2DL9hv2oyP6Y%2Bp2zR1oadgXbgHuyY5ByuOQ8Nal7Q==»'],
    leaves: ['IQoJb3JpZ2lu is how it begins'],
  },
  'aws-arn-account': {
    finds: [
      'Throttled: arn:aws:lambda:eu-west-1:«924462355261»:function:orders-worker.',
      'arn:aws:iam::«424044586821»:role/x',
      'arn:aws-iso-b:sqs:us-isob-east-1:«424044586821»:q',
    ],
    leaves: [
      'attached arn:aws:iam::aws:policy/AdministratorAccess',
      'arn:aws:s3:::logs-archive',
      'arn:aws:iam::111122223333:role/example',
      'arn:aws:sns:us-east-1:123456789012:topic',
    ],
  },
  'aws-account-id': {
    finds: [
      'Traffic came from account «570495078866».',
      '"recipientAccountId":"«560593156913»"',
      'image «890082047951».dkr.ecr.eu-central-1.amazonaws.com/search:1.4.2',
      'https://sqs.us-east-1.amazonaws.com/«124244484610»/ledger-queue',
      's3://cf-templates-«162512175488»-eu-west-1/stack.yaml',
      'writes to bucket-«739215846031»-logs and to tfstate-«739215846032» failed',
      's3://«739215846031»-backups/AWSLogs/«739215846032»/x',
      '2 «739215846031» eni-0a1b2c3d4e5f67890 ACCEPT',
      '"owner-id": "«739215846031»", targetAccount=«739215846032»',
      'sts GetCallerIdentity returned «574231215015»',
      'AWSReservedSSO_Admin in «736455910283», "vpcOwnerId":"«746583920174»", RequesterId «756382910466»',
      'Role in our account 111122223333 was assumed from «571197428809»',
    ],
    leaves: [
      'order-801352971177-retry',
      'aws s3 cp backup-202607121405.gz',
      'job-801352971177',
      'invoice-data-801352971177',
      'order 801352971177 stuck',
      'Replace 123456789012 with your account id',
      'sequence 801352971177',
    ],
  },
  'aws-account-id-grouped': {
    finds: ['AWS account ID: «6669-3957-1857»', 'account «6669 3957 1857» is suspended'],
    leaves: ['ticket 2024-0117-0042', 'AWS account ID: 1234-5678-9012'],
  },
};
