import { ALNUM, DASH, DOT, HEX, URL_SAFE } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// DigitalOcean, Databricks, Doppler, PlanetScale, Supabase, Fly.io, Vercel, Netlify, Heroku, Linear, Notion, Airtable,
// Figma, Postman, Pulumi, Render, Cloudflare, Okta, 1Password, Contentful, Asana and CircleCI: each vendor's page on API tokens.
const prefixed: RedactionRule = {
  id: 'platform-token',
  category: 'platform_token',
  on: {
    literals: [
      'dop_v1_',
      'doo_v1_',
      'dor_v1_',
      'dp.pt.',
      'dp.st.',
      'dp.ct.',
      'dp.sa.',
      'pscale_tkn_',
      'pscale_pw_',
      'pscale_oauth_',
      'sbp_',
      'sb_secret_',
      'FlyV1',
      'fm2_',
      'nfp_',
      'HRKU-',
      'lin_api_',
      'lin_oauth_',
      'ntn_',
      'secret_',
      'figd_',
      'PMAK-',
      'pul-',
      'rnd_',
      'ops_eyJ',
      'CFPAT-',
      'CCIPAT_',
      'tskey-',
      'EAAC',
      'bkua_',
      'duffel_live_',
      'ghost_',
      'sgp_',
      'shippo_live_',
      'rdme_',
      'squ_',
      'sqp_',
      'sqa_',
      'wkspc_',
      'v1.0-',
      'ATTA',
      'LTAI',
      'AKID',
    ],
  },
  find: token({
    alphabet: URL_SAFE | DOT,
    min: 20,
    max: 400,
    check: (body) =>
      /\d/.test(body) &&
      /[A-Za-z]/.test(body) &&
      /[A-Z0-9]{2}|[0-9][a-z]/.test(body) &&
      !/^[a-z]+(?:[_.-][a-z]+)*[_.-]?\d*$/.test(body),
  }),
};

const databricks: RedactionRule = {
  id: 'databricks-token',
  category: 'platform_token',
  on: { literals: ['dapi', 'dkea', 'dose'] },
  find: token({ alphabet: HEX | DASH, min: 32, max: 36 }),
};

const airtable: RedactionRule = {
  id: 'airtable-token',
  category: 'platform_token',
  on: { literals: ['pat'] },
  find: token({
    alphabet: ALNUM | DOT,
    min: 60,
    max: 90,
    check: (body) => /^[A-Za-z0-9]{14}\.[0-9a-f]{40,}$/.test(body),
  }),
};

export const platformRules: readonly RedactionRule[] = [prefixed, databricks, airtable];

export const proofs: Proofs = {
  'platform-token': {
    finds: [
      '«dop_v1_82f4a95b38cc0dbc8652b37561765d344506dd25e8700ee0b9608»\nLOG=1',
      '«lin_api_9dYpB7sWm2NcVxT5hRjUe6K4oZaXgI3vHtDlQz8L»',
    ],
    leaves: ['secret_manager_rotation_lambda_function', 'dop_v1_', 'secret_access_key_for_the_service_2'],
  },
  'databricks-token': {
    finds: ['databricksToken = "«dapib5885195b57cc154626d6a4673ae1ec7»"'],
    leaves: ['dapi', 'dapiabc'],
  },
  'airtable-token': {
    finds: ['«patT5hRjUe6K4oZaX.3f6d704108e191f76c444b32df05d2023f6d704108e191f76c444b32df05d202»'],
    leaves: ['patterns', 'path.to.file'],
  },
};
