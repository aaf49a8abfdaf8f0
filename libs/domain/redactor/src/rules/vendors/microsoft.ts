import { BASE64, DIGIT, runEnd } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';
import { shaped } from '../../token';

// Microsoft Entra ID client secrets: three characters, a digit, "Q~", then 31 to 34 of a URL-safe alphabet with ~.
const entraSecret = shaped(
  'entra-client-secret',
  'azure_secret',
  { literals: ['Q~'], before: DIGIT },
  /[\w.-]{3}\dQ~[\w.~-]{23,39}[\w~-](?![A-Za-z\d])/y,
  4,
);

// Azure Storage, Cosmos DB, Service Bus and SAS: the fields of the connection strings that hold the key.
const accountKey: RedactionRule = {
  id: 'azure-account-key',
  category: 'azure_secret',
  on: { literals: ['AccountKey=', 'SharedAccessKey=', 'SharedSecretValue=', 'accountkey='] },
  find: (text, _at, after) => {
    const end = runEnd(text, after, BASE64, 200);
    return end - after >= 20 ? { start: after, end } : undefined;
  },
};

export const microsoftRules = [entraSecret, accountKey];

export const proofs: Proofs = {
  'entra-client-secret': {
    finds: ['rotated «fhd8Q~U3MJn3S_q2YbhwTA0R8B2fyBBmHf5ZrDfq» today'],
    leaves: ['8Q~', 'abc8Q~short'],
  },
  'azure-account-key': {
    finds: [
      'AccountName=dkyjorqgzt;AccountKey=«hGbD2gRdTEswL1XvirYDr163v9rCXeheQGQaSI0pRDXHSMmLeI4uzhTO7Ip7==»;EndpointSuffix=core.windows.net',
    ],
    leaves: ['AccountKey=;', 'AccountKey=<key>'],
  },
};
